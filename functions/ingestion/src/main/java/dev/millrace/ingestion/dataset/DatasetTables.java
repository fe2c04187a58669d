package dev.millrace.ingestion.dataset;

import dev.millrace.ingestion.dataset.column.DatasetColumn;
import dev.millrace.ingestion.dataset.column.StorageFailures;
import dev.millrace.ingestion.dataset.column.TechnicalColumns;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.TableDefinition;
import dev.millrace.tables.TableState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The tables of datasets: in a database beside the template's own, their files under {@code
 * tables/ingested/NAME}, without partitions. Calls throw exceptions of Iceberg or the SDK when
 * catalog or bucket cannot be reached. Thread-safe.
 */
final class DatasetTables {
  private static final String FOLDER = "ingested";

  private final LakeCatalog catalog;
  private final String database;

  DatasetTables(LakeCatalog catalog, String database) {
    this.catalog = Objects.requireNonNull(catalog);
    this.database = Objects.requireNonNull(database);
  }

  /** A table that is not there yet. */
  TableDefinition definition(String name, List<DatasetColumn> columns, List<String> key) {
    List<NestedField> fields = new ArrayList<>();
    Set<Integer> keyIds = new HashSet<>();
    // Iceberg gives ids of its own, in this order; elements of lists come behind all columns.
    int id = 0;
    int elementId = columns.size() + TechnicalColumns.NAMES.size();
    for (DatasetColumn column : columns) {
      id++;
      boolean isKey = key.contains(column.field());
      if (isKey) {
        keyIds.add(id);
      }
      fields.add(
          NestedField.builder()
              .withId(id)
              .withName(column.name())
              .isOptional(!isKey)
              .ofType(column.type().iceberg(++elementId))
              .withDoc(column.field())
              .build());
    }
    fields.addAll(TechnicalColumns.fields(id + 1));
    return new TableDefinition(
        database, name, new Schema(fields, keyIds), PartitionSpec.unpartitioned(), FOLDER);
  }

  /**
   * The table as it is now; empty where it is not there.
   *
   * @throws dev.millrace.runs.failure.StepFailure when another than ingestion has made it
   */
  Optional<TableState> find(String name) {
    Optional<TableState> state = catalog.find(database, name);
    if (state.isPresent()) {
      String expected = catalog.location(definition(name, List.of(), List.of()));
      if (!state.get().table().location().equals(expected)) {
        throw StorageFailures.storage(
            "Dataset %s: there is a table %s with files elsewhere, which no job has made; expected a name that is free",
            name, state.get());
      }
    }
    return state;
  }

  /** The table, made where it is not there. */
  TableState created(TableDefinition definition) {
    return catalog.created(definition);
  }

  /** The table with added columns, for writing files before either is there. */
  Table planned(
      Optional<TableState> state, String name, List<DatasetColumn> added, List<String> key) {
    return state
        .map(there -> there.planned(update -> add(update, added)))
        .orElseGet(() -> catalog.planned(definition(name, added, key)));
  }

  static void add(UpdateSchema update, List<DatasetColumn> added) {
    for (DatasetColumn column : added) {
      update.addColumn(column.name(), column.type().iceberg(1), column.field());
    }
  }
}
