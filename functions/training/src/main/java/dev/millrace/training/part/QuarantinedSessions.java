package dev.millrace.training.part;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import dev.millrace.tables.OriginalBytes;
import dev.millrace.tables.TableDefinition;
import dev.millrace.training.run.TrainingRun;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;

/** The table {@code quarantined_sessions}: what a run read and could not use, and why. */
public final class QuarantinedSessions {
  /** Of a record on the predictions stream that is no row of the log. */
  static final String LOG_ROW_INVALID = "log_row_invalid";

  private static final Schema SCHEMA =
      new Schema(
          required(1, "run_id", Types.StringType.get()),
          required(2, "record_id", Types.StringType.get()),
          required(3, "reason", Types.StringType.get()),
          required(4, "detail", Types.StringType.get()),
          optional(5, "id", Types.StringType.get()),
          optional(6, "data", Types.StringType.get()),
          optional(7, "data_base64", Types.StringType.get()),
          required(8, "arrival_time", Types.TimestampType.withZone()));

  private QuarantinedSessions() {}

  /** The table of what training sets cannot use, in a database. */
  public static TableDefinition in(String database) {
    return new TableDefinition(
        database,
        "quarantined_sessions",
        SCHEMA,
        PartitionSpec.builderFor(SCHEMA).identity("run_id").build());
  }

  /**
   * What is wrong with a record.
   *
   * @param reason the code of a {@link dev.millrace.features.Reason}, or {@link #LOG_ROW_INVALID}
   * @param id the document's, where one can be read
   */
  record Fault(String reason, String detail, Optional<String> id) {}

  static void fill(
      Record row, TrainingRun run, String recordId, Instant arrival, byte[] data, Fault fault) {
    row.setField("run_id", run.id());
    row.setField("record_id", recordId);
    row.setField("reason", fault.reason());
    row.setField("detail", fault.detail());
    row.setField("id", fault.id().orElse(null));
    OriginalBytes.set(row, data);
    row.setField("arrival_time", arrival.atOffset(ZoneOffset.UTC));
  }
}
