package dev.millrace.ingestion.dataset;

import dev.millrace.common.Deadline;
import dev.millrace.common.InvalidInput;
import dev.millrace.ingestion.dataset.column.DatasetColumn;
import dev.millrace.ingestion.dataset.column.DatasetColumns;
import dev.millrace.ingestion.dataset.column.StorageFailures;
import dev.millrace.ingestion.dataset.column.TechnicalColumns;
import dev.millrace.ingestion.row.Row;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.TableState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Reads committed rows of datasets. Memory holds a row group of a file, and the keys that deletes
 * since the last compaction name. Calls throw exceptions of Iceberg or the SDK when catalog or
 * bucket cannot be reached. Thread-safe.
 */
public final class DatasetReader {
  private final DatasetTables tables;

  /**
   * A reader.
   *
   * @param database of the Glue catalog: {@code silver}
   */
  public DatasetReader(LakeCatalog lake, String database) {
    this.tables = new DatasetTables(lake, database);
  }

  /**
   * The row with this key; empty where there is none, or no table yet.
   *
   * @param key a text for each field of the dataset's key, in order: whole numbers in decimal,
   *     times and days as ISO-8601
   * @throws InvalidInput when there are not as many texts as fields, or one is no value of its
   *     column's type
   */
  public Optional<StoredRow> find(CataloguedDataset dataset, List<String> key, Deadline deadline) {
    if (key.isEmpty() || key.size() != dataset.key().size()) {
      throw InvalidInput.field("key", key.size() + " values", "one for each of " + dataset.key());
    }
    Optional<TableState> state = tables.find(dataset.name());
    if (state.isEmpty()) {
      return Optional.empty();
    }
    DatasetColumns columns = DatasetColumns.of(state.get().table());
    Expression filter = Expressions.alwaysTrue();
    for (int i = 0; i < key.size(); i++) {
      DatasetColumn column = column(dataset.name(), columns, dataset.key().get(i));
      filter = Expressions.and(filter, equal(column, key.get(i)));
    }
    List<StoredRow> found = new ArrayList<>();
    read(
        IcebergGenerics.read(state.get().table()).where(filter),
        deadline,
        record -> found.add(stored(record, columns)));
    return found.stream().findFirst();
  }

  private static Expression equal(DatasetColumn column, String text) {
    try {
      return switch (column.type()) {
        case STRING -> Expressions.equal(column.name(), text);
        case LONG -> Expressions.equal(column.name(), Long.parseLong(text));
        case BOOLEAN -> Expressions.equal(column.name(), flag(text));
        case TIME -> Expressions.equal(column.name(), Instant.parse(text).toString());
        case DATE -> Expressions.equal(column.name(), LocalDate.parse(text).toString());
        default -> throw new NumberFormatException("No key has this type");
      };
    } catch (NumberFormatException | DateTimeParseException wrong) {
      throw InvalidInput.field(
          "key of " + column.name(), text, "a value of the type " + column.type().text());
    }
  }

  private static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new NumberFormatException("Neither true nor false");
    };
  }

  private static StoredRow stored(Record record, DatasetColumns columns) {
    Row row = new Row();
    for (DatasetColumn column : columns.all()) {
      row.set(column.name(), value(record.getField(column.name())));
    }
    return new StoredRow(
        row,
        String.valueOf(record.getField(TechnicalColumns.JOB)),
        String.valueOf(record.getField(TechnicalColumns.SOURCE)),
        record.getField(TechnicalColumns.PAGE) instanceof Integer page ? page : 0,
        String.valueOf(record.getField(TechnicalColumns.OBJECT)));
  }

  /** As rows have it. */
  private static Object value(Object stored) {
    return stored instanceof OffsetDateTime time ? time.toInstant() : stored;
  }

  /**
   * Hands on the values of some fields in all rows, as rows have them, null where there is none; in
   * no order, and as often as they are there. Nothing where there is no table yet.
   *
   * @param fields names of fields, not of columns
   * @throws dev.millrace.runs.failure.StepFailure of the category storage when the dataset has no
   *     such field
   */
  public void forEachKey(
      String dataset, List<String> fields, Deadline deadline, Consumer<List<Object>> to) {
    Optional<TableState> state = tables.find(dataset);
    if (state.isEmpty()) {
      return;
    }
    Table table = state.get().table();
    DatasetColumns columns = DatasetColumns.of(table);
    List<String> names =
        fields.stream().map(field -> column(dataset, columns, field).name()).toList();
    read(
        IcebergGenerics.read(table).select(names),
        deadline,
        record -> {
          List<Object> values = new ArrayList<>(names.size());
          names.forEach(name -> values.add(value(record.getField(name))));
          to.accept(values);
        });
  }

  private static DatasetColumn column(String dataset, DatasetColumns columns, String field) {
    return columns
        .columns(field)
        .typed()
        .orElseThrow(
            () ->
                StorageFailures.storage(
                    "Dataset %s has no column of the field %s; expected one of %s",
                    dataset, field, columns.all().stream().map(DatasetColumn::field).toList()));
  }

  private static void read(
      IcebergGenerics.ScanBuilder scan, Deadline deadline, Consumer<Record> to) {
    try (CloseableIterable<Record> records = scan.build()) {
      for (Record record : records) {
        if (deadline.hasPassed()) {
          throw new IllegalStateException("The time ran out while a dataset was read");
        }
        to.accept(record);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("A dataset cannot be read", failed);
    }
  }
}
