package dev.millrace.ingestion.quality.kind;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.quality.check.QualityCheck;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The kinds of checks, by the name that a definition gives in {@code check}. */
public final class CheckKinds {
  private static final Map<String, Function<DefinitionObject, QualityCheck>> KINDS =
      new LinkedHashMap<>();

  static {
    KINDS.put("row_count", RowCountCheck::read);
    KINDS.put("rejected_share", RejectedShareCheck::read);
    KINDS.put("null_share", NullShareCheck::read);
    KINDS.put("unique", UniqueCheck::read);
    KINDS.put("range", RangeRule::read);
    KINDS.put("allowed_values", AllowedValuesRule::read);
    KINDS.put("pattern", PatternRule::read);
    KINDS.put("freshness", FreshnessCheck::read);
    KINDS.put("references", ReferencesCheck::read);
  }

  private CheckKinds() {}

  /**
   * Reads a check. The caller ends the definition.
   *
   * @param kind one of {@link #names()}
   * @throws dev.millrace.ingestion.definition.InvalidDefinition when a member holds what it cannot
   */
  public static QualityCheck read(String kind, DefinitionObject definition) {
    return KINDS.get(kind).apply(definition);
  }

  /** The names of all kinds. */
  public static List<String> names() {
    return List.copyOf(KINDS.keySet());
  }
}
