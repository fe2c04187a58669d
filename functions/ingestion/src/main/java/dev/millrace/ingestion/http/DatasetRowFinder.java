package dev.millrace.ingestion.http;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.dataset.CataloguedDataset;
import dev.millrace.ingestion.dataset.DatasetCatalogue;
import dev.millrace.ingestion.dataset.DatasetReader;
import dev.millrace.ingestion.dataset.column.ColumnType;
import dev.millrace.ingestion.dataset.column.DatasetColumn;
import dev.millrace.ingestion.lineage.DatasetKey;
import dev.millrace.ingestion.lineage.KeyType;
import dev.millrace.ingestion.lineage.RowOrigin;
import dev.millrace.ingestion.lineage.StoredRowFinder;
import dev.millrace.ingestion.row.JsonValues;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds rows in silver for {@code GET /lineage}. Thread-safe. */
public final class DatasetRowFinder implements StoredRowFinder {
  private final DatasetCatalogue catalogue;
  private final Supplier<DatasetReader> reader;

  /**
   * A finder.
   *
   * @param reader of silver; the lake's catalog, which is slow to make, is made when it is first
   *     asked for
   */
  public DatasetRowFinder(DatasetCatalogue catalogue, Supplier<DatasetReader> reader) {
    this.catalogue = Objects.requireNonNull(catalogue);
    this.reader = Objects.requireNonNull(reader);
  }

  @Override
  public Optional<DatasetKey> key(String dataset, Deadline deadline) {
    return catalogue
        .find(dataset, deadline)
        .filter(found -> found.lastJob().isPresent())
        .map(found -> new DatasetKey(found.owner(), columns(found)));
  }

  private static Map<String, KeyType> columns(CataloguedDataset dataset) {
    Map<String, KeyType> columns = new LinkedHashMap<>();
    for (String field : dataset.key()) {
      ColumnType type =
          dataset.columns().stream()
              .filter(column -> column.field().equals(field))
              .findFirst()
              .map(DatasetColumn::type)
              .orElseThrow(() -> new IllegalStateException("A key without a column: " + field));
      columns.put(field, keyType(type));
    }
    return columns;
  }

  private static KeyType keyType(ColumnType type) {
    return switch (type) {
      case STRING -> KeyType.STRING;
      case LONG -> KeyType.LONG;
      case BOOLEAN -> KeyType.BOOLEAN;
      case TIME -> KeyType.TIME;
      case DATE -> KeyType.DATE;
      default -> throw new IllegalStateException("No key has a column of the type " + type);
    };
  }

  @Override
  public Optional<RowOrigin> find(String dataset, Map<String, Object> key, Deadline deadline) {
    CataloguedDataset found = catalogue.find(dataset, deadline).orElseThrow();
    List<String> texts = found.key().stream().map(field -> text(key.get(field))).toList();
    return reader
        .get()
        .find(found, texts, deadline)
        .map(row -> new RowOrigin(row.job(), row.source(), row.page(), row.object()));
  }

  private static String text(Object value) {
    return value instanceof Instant time ? JsonValues.time(time) : value.toString();
  }
}
