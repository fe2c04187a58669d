package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.value.ValueRejected;
import java.util.List;

/**
 * One rule of a source, read from its definition. The same row gives the same rows. Thread-safe.
 *
 * <p>Besides transforming, a rule says where fields come from and go to, so that personal data is
 * masked before and behind the rule that protects it: {@link #flow} and {@link #origins} say more
 * rather than less, and agree with each other.
 */
interface TransformationRule {
  /**
   * The rows that come of a row, none where it is filtered out.
   *
   * @param row to be changed in place
   * @throws ValueRejected when the rule cannot be applied to it
   */
  List<Row> apply(Row row) throws ValueRejected;

  /** The field that a rejection names where the rejection itself names none. */
  String field();

  /** Called with rows before the rule is applied to each of them. */
  default void prepare(List<Row> rows) {}

  /** Whether the rule hides what this field holds. */
  default boolean protects(String name) {
    return false;
  }

  /** Where a value that stands at the path may stand behind the rule, whole or in part. */
  default List<FieldPath> flow(FieldPath path) {
    return List.of(path);
  }

  /** The fields before the rule from which a field behind it may have come. */
  default FieldOrigins origins(String name) {
    return FieldOrigins.of(name);
  }
}
