package dev.millrace.training.model;

import dev.millrace.common.InvalidInput;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.TableDefinition;
import dev.millrace.tables.TableState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The tables of training sets, one for each model: {@code features_<name>}, with an underscore for
 * each hyphen of the name. A table is created when the first run of its model begins. Thread-safe.
 */
public final class FeatureTables {
  private static final String PREFIX = "features_";

  /** Of every row, whatever the model. */
  private static final List<NestedField> OF_EVERY_ROW =
      List.of(
          NestedField.required(1, "run_id", Types.StringType.get()),
          NestedField.required(2, "record_id", Types.StringType.get()),
          NestedField.required(3, "id", Types.StringType.get()),
          NestedField.required(4, "event_time", Types.TimestampType.withZone()),
          NestedField.required(5, "source", Types.StringType.get()));

  private final LakeCatalog catalog;
  private final String database;

  /** The tables in a database of the catalog. */
  public FeatureTables(LakeCatalog catalog, String database) {
    this.catalog = Objects.requireNonNull(catalog);
    this.database = Objects.requireNonNull(database);
  }

  /**
   * A model's table with the columns of its version.
   *
   * @param columns those of the version's features
   */
  public record ModelTable(TableState state, FeatureColumns columns) {}

  /**
   * The table of a model, created when it is not there, with the columns that it lacked.
   *
   * @throws InvalidInput when a feature has a column of another type
   * @throws RuntimeException of Iceberg or the SDK when catalog or bucket cannot be reached
   */
  public ModelTable open(TrainingModel model) {
    TableState state = catalog.open(definition(model.name()));
    while (true) {
      FeatureColumns columns = FeatureColumns.of(state.schema(), model.definition());
      state = catalog.open(definition(tableOf(model.name()), columns.columns()));
      // Another version may have taken a name in between.
      FeatureColumns there = FeatureColumns.of(state.schema(), model.definition());
      if (state.schema().columns().containsAll(there.columns())) {
        return new ModelTable(state, there);
      }
    }
  }

  /**
   * The table of a model as it is now.
   *
   * @throws RuntimeException of Iceberg when it is not there, or cannot be reached
   */
  public TableState load(String model) {
    return catalog.load(database, tableOf(model));
  }

  /** The table of a model, with the columns that all of them have. */
  public TableDefinition definition(String model) {
    return definition(tableOf(model), List.of());
  }

  /** The tables of all models, with the columns that all of them have. */
  public List<TableDefinition> all() {
    return catalog.tables(database, PREFIX).stream()
        .map(table -> definition(table, List.of()))
        .toList();
  }

  /** The name of a model's table. */
  public static String tableOf(String model) {
    return PREFIX + model.replace('-', '_');
  }

  private TableDefinition definition(String table, List<NestedField> features) {
    List<NestedField> columns = new ArrayList<>(OF_EVERY_ROW);
    int id = columns.size();
    for (NestedField feature : features) {
      columns.add(NestedField.optional(++id, feature.name(), feature.type(), feature.doc()));
    }
    Schema schema = new Schema(columns);
    return new TableDefinition(
        database, table, schema, PartitionSpec.builderFor(schema).identity("run_id").build());
  }
}
