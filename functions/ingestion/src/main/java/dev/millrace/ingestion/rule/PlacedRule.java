package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.definition.DefinitionObject;
import java.util.List;

/**
 * A rule in its place.
 *
 * @param position from 0
 * @param failsSource whether a row that it cannot be applied to fails the source
 */
record PlacedRule(int position, String name, TransformationRule rule, boolean failsSource) {
  private static final String FAIL = "fail";

  static PlacedRule read(int position, DefinitionObject definition, RuleServices services) {
    String name = definition.word("rule", RuleKinds.names());
    boolean failsSource =
        definition.has("on_error")
            && definition.word("on_error", List.of("reject", FAIL)).equals(FAIL);
    TransformationRule rule = RuleKinds.read(name, definition, services);
    definition.end();
    return new PlacedRule(position, name, rule, failsSource);
  }
}
