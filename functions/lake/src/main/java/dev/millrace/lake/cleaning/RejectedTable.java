package dev.millrace.lake.cleaning;

import static org.apache.iceberg.expressions.Expressions.and;
import static org.apache.iceberg.expressions.Expressions.equal;
import static org.apache.iceberg.expressions.Expressions.greaterThanOrEqual;
import static org.apache.iceberg.expressions.Expressions.lessThanOrEqual;
import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import dev.millrace.common.stream.StreamPosition;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.lake.events.RejectedEvent;
import dev.millrace.tables.OriginalBytes;
import dev.millrace.tables.TableDefinition;
import dev.millrace.tables.TableState;
import dev.millrace.tables.bronze.ManifestRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/** {@code rejected_events}: what is not in silver, why, and its original bytes. */
public final class RejectedTable {
  private static final Schema SCHEMA =
      new Schema(
          required(1, "reason", Types.StringType.get()),
          required(2, "detail", Types.StringType.get()),
          optional(3, "event_id", Types.StringType.get()),
          optional(4, "data", Types.StringType.get()),
          optional(5, "data_base64", Types.StringType.get()),
          required(6, "shard_id", Types.StringType.get()),
          required(7, "sequence_number", Types.StringType.get()),
          required(8, "sub_sequence_number", Types.IntegerType.get()),
          required(9, "arrival_time", Types.TimestampType.withZone()));

  private RejectedTable() {}

  /** The table in this database. */
  public static TableDefinition in(String database) {
    return new TableDefinition(
        database,
        "rejected_events",
        SCHEMA,
        PartitionSpec.builderFor(SCHEMA).day("arrival_time").build());
  }

  static void fill(Record row, StreamRecord record, RejectedEvent event) {
    row.setField("reason", event.reason().code());
    row.setField("detail", event.detail());
    row.setField("event_id", event.eventId().orElse(null));
    OriginalBytes.set(row, record.data());
    SilverTable.fillPosition(row, record);
  }

  /** Which records of an object the table holds, and the codes of their reasons. */
  static Map<StreamPosition, String> held(TableState state, ManifestRow object) {
    Map<StreamPosition, String> held = new HashMap<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(state.table())
            .where(
                and(
                    equal("shard_id", object.shardId()),
                    and(
                        greaterThanOrEqual("arrival_time", object.firstArrival().toString()),
                        lessThanOrEqual("arrival_time", object.lastArrival().toString()))))
            .select("shard_id", "sequence_number", "sub_sequence_number", "reason")
            .build()) {
      for (Record row : rows) {
        held.put(
            new StreamPosition(
                object.stream(),
                (String) row.getField("shard_id"),
                (String) row.getField("sequence_number"),
                (Integer) row.getField("sub_sequence_number")),
            (String) row.getField("reason"));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("Reading %s failed".formatted(state), failed);
    }
    return held;
  }
}
