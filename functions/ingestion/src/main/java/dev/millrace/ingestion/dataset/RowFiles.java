package dev.millrace.ingestion.dataset;

import dev.millrace.ingestion.dataset.column.ColumnType;
import dev.millrace.ingestion.dataset.column.DatasetColumns;
import dev.millrace.ingestion.dataset.column.DatasetColumns.FieldColumns;
import dev.millrace.ingestion.dataset.column.TechnicalColumns;
import dev.millrace.ingestion.dataset.column.ValueKind;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.stage.StagedRow;
import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.tables.UpsertWriter;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types.NestedField;

/** Writes rows as a table has them, and beside them the keys that they replace. Not thread-safe. */
final class RowFiles implements AutoCloseable {
  private final StagedSource at;
  private final DatasetColumns columns;
  private final List<String> key;
  private final UpsertWriter writer;
  private long rows;

  /**
   * Files of a table.
   *
   * @param columns those of the table
   * @param key names of the columns whose values older rows are replaced by; none where nothing is
   */
  RowFiles(StagedSource at, Table table, DatasetColumns columns, List<String> key) {
    this.at = at;
    this.columns = columns;
    this.key = List.copyOf(key);
    this.writer =
        new UpsertWriter(
            table, key.stream().map(table.schema()::findField).map(NestedField::fieldId).toList());
  }

  void write(StagedRow staged) {
    Record record = writer.newRow();
    Row row = staged.row();
    for (String field : row.names()) {
      Object value = row.value(field);
      if (value != null) {
        set(record, columns.columns(field), value);
      }
    }
    TechnicalColumns.fill(record, at, staged);
    writer.write(record);
    rows++;
    if (!key.isEmpty()) {
      Record replaced = writer.newKey();
      for (String column : key) {
        replaced.setField(column, record.getField(column));
      }
      writer.replace(replaced);
    }
  }

  /** Where a field has a column of JSON, that one holds all values from then on. */
  private static void set(Record record, FieldColumns to, Object value) {
    to.typed()
        .filter(column -> column.type().taken().contains(ValueKind.of(value)))
        .ifPresent(column -> record.setField(column.name(), column.type().stored(value)));
    to.json().ifPresent(column -> record.setField(column.name(), ColumnType.JSON.stored(value)));
  }

  long rows() {
    return rows;
  }

  UpsertWriter.Files complete() {
    return writer.complete();
  }

  @Override
  public void close() {
    writer.close();
  }
}
