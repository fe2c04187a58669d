package dev.millrace.training.part;

import dev.millrace.tables.TableDefinition;
import dev.millrace.training.run.TrainingRun;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The table {@code session_features}: a row a session and run. A model with other features adds
 * columns; what is not known of a row is null in it.
 */
public final class SessionFeatures {
  private static final String NAME = "session_features";

  private SessionFeatures() {}

  /** The table of training sets' rows, with a column of doubles for each feature. */
  public static TableDefinition in(String database, List<String> features) {
    List<NestedField> columns = new ArrayList<>();
    columns.add(NestedField.required(1, "run_id", Types.StringType.get()));
    columns.add(NestedField.required(2, "record_id", Types.StringType.get()));
    columns.add(NestedField.required(3, "id", Types.StringType.get()));
    columns.add(NestedField.required(4, "event_time", Types.TimestampType.withZone()));
    columns.add(NestedField.required(5, "source", Types.StringType.get()));
    columns.add(NestedField.optional(6, "zip_code", Types.StringType.get()));
    for (String feature : features) {
      columns.add(NestedField.optional(columns.size() + 1, feature, Types.DoubleType.get()));
    }
    Schema schema = new Schema(columns);
    return new TableDefinition(
        database, NAME, schema, PartitionSpec.builderFor(schema).identity("run_id").build());
  }

  /** Sets what every row has. */
  static void set(Record row, TrainingRun run, String recordId, String id, Instant eventTime) {
    row.setField("run_id", run.id());
    row.setField("record_id", recordId);
    row.setField("id", id);
    row.setField("event_time", eventTime.atOffset(ZoneOffset.UTC));
    row.setField("source", run.source().code());
  }
}
