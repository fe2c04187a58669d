package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.InvalidDefinition;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.mask.ProtectedFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The transformation rules of a source, applied in order. Thread-safe. */
public final class Transformations {
  /** Rules of a source. */
  public static final int MOST_RULES = 100;

  /** Rows that may come of one row. */
  public static final int MOST_ROWS = 10_000;

  /** Rows that are looked up for together, as many as one call takes keys. */
  private static final int BATCH = 100;

  private final List<PlacedRule> rules;
  private final ProtectedFields protectedFields;

  private Transformations(List<PlacedRule> rules) {
    this.rules = List.copyOf(rules);
    this.protectedFields = new ProtectedFields(rules.stream().map(PlacedRule::rule).toList());
  }

  /**
   * The rules that a source declares.
   *
   * @param definitions the rules' objects, in order
   * @throws InvalidDefinition naming the member that cannot be used
   */
  public static Transformations read(List<DefinitionObject> definitions, RuleServices services) {
    Objects.requireNonNull(services);
    List<PlacedRule> rules = new ArrayList<>();
    for (DefinitionObject definition : definitions) {
      if (rules.size() == MOST_RULES) {
        throw new InvalidDefinition(
            definition.pointer(), "one more rule", "at most %d rules".formatted(MOST_RULES));
      }
      rules.add(PlacedRule.read(rules.size(), definition, services));
    }
    return new Transformations(rules);
  }

  /**
   * What comes of a row, which stays as it is. The same row gives the same, as long as a look-up
   * table's rows do.
   *
   * @throws dev.millrace.ingestion.rule.lookup.LookupUnavailable when a row could not be looked up
   *     for now; what a row holds never makes it throw
   */
  public TransformedRow apply(Row row) {
    return apply(List.of(row)).getFirst();
  }

  /** What comes of each row, in order, as of {@link #apply(Row)}; looks up for many at once. */
  public List<TransformedRow> apply(List<Row> rows) {
    List<TransformedRow> transformed = new ArrayList<>(rows.size());
    for (int from = 0; from < rows.size(); from += BATCH) {
      List<RowTransformation> batch =
          rows.subList(from, Math.min(from + BATCH, rows.size())).stream()
              .map(row -> new RowTransformation(row, protectedFields))
              .toList();
      for (PlacedRule rule : rules) {
        rule.rule().prepare(batch.stream().flatMap(row -> row.rows().stream()).toList());
        batch.forEach(row -> row.apply(rule));
      }
      batch.forEach(row -> transformed.add(row.result()));
    }
    return transformed;
  }

  /** The fields that are masked wherever a row is shown. */
  public ProtectedFields protectedFields() {
    return protectedFields;
  }

  /** The names of all rules that a definition may give in {@code rule}. */
  public static List<String> ruleNames() {
    return RuleKinds.names();
  }
}
