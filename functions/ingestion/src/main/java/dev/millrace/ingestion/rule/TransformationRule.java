package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.mask.FieldFlow;
import dev.millrace.ingestion.rule.value.ValueRejected;
import java.util.List;

/**
 * One rule of a source, read from its definition. The same row gives the same rows. A rejection
 * that names no field is about the rule's own. Thread-safe.
 */
interface TransformationRule extends FieldFlow {
  /**
   * The rows that come of a row, none where it is filtered out.
   *
   * @param row to be changed in place
   * @throws ValueRejected when the rule cannot be applied to it
   */
  List<Row> apply(Row row) throws ValueRejected;

  /** Called with rows before the rule is applied to each of them. */
  default void prepare(List<Row> rows) {}
}
