package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.mask.ProtectedFields;
import dev.millrace.ingestion.rule.value.ValueRejected;
import java.util.ArrayList;
import java.util.List;

/** One row on its way through the rules, and what has come of it so far. */
final class RowTransformation {
  private final Row raw;
  private final ProtectedFields protectedFields;
  private final List<RejectedRow> rejected = new ArrayList<>();
  private List<Row> rows;

  RowTransformation(Row raw, ProtectedFields protectedFields) {
    this.raw = raw;
    this.protectedFields = protectedFields;
    this.rows = List.of(raw.copy());
  }

  List<Row> rows() {
    return rows;
  }

  TransformedRow result() {
    return new TransformedRow(rows, rejected);
  }

  void apply(PlacedRule rule) {
    List<Row> behind = new ArrayList<>(rows.size());
    for (Row row : rows) {
      Row before = row.copy();
      try {
        behind.addAll(rule.rule().apply(row));
      } catch (ValueRejected rejection) {
        reject(rule, before, rejection);
      }
      if (behind.size() > Transformations.MOST_ROWS) {
        // All or none of a row's rows: a part of them would look complete.
        rejected.clear();
        reject(
            rule,
            raw.copy(),
            0,
            new ValueRejected("gave more than %d rows".formatted(Transformations.MOST_ROWS)));
        rows = List.of();
        return;
      }
    }
    rows = behind;
  }

  private void reject(PlacedRule rule, Row row, ValueRejected rejection) {
    reject(rule, row, rule.position(), rejection);
  }

  private void reject(PlacedRule rule, Row row, int state, ValueRejected rejection) {
    rejected.add(
        new RejectedRow(
            rule.position(),
            rule.name(),
            rejection.field().orElseGet(rule.rule()::field),
            rejection.getMessage(),
            protectedFields.mask(state, raw, row),
            rule.failsSource()));
  }
}
