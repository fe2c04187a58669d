package dev.millrace.ingestion.rule.condition;

import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.value.ValueRejected;

/** Something that a row fulfils or not. Thread-safe. */
@FunctionalInterface
public interface RowCondition {
  /**
   * Whether the row fulfils it.
   *
   * @throws ValueRejected when a field holds what cannot be compared; it names the field
   */
  boolean holds(Row row) throws ValueRejected;
}
