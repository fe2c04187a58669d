package dev.millrace.lake.cleaning;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import dev.millrace.common.stream.StreamRecord;
import dev.millrace.lake.events.FieldValue;
import dev.millrace.lake.events.ServiceEvent;
import dev.millrace.tables.TableDefinition;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;

/** {@code service_events}: the clean events, each with its position on the stream. */
public final class SilverTable {
  private static final Schema SCHEMA =
      new Schema(
          required(1, "event_id", Types.StringType.get()),
          required(2, "event_time", Types.TimestampType.withZone()),
          required(3, "service", Types.StringType.get()),
          required(4, "event_type", Types.StringType.get()),
          optional(5, "latency_ms", Types.DoubleType.get()),
          optional(6, "status_code", Types.IntegerType.get()),
          optional(7, "user_id", Types.StringType.get()),
          optional(8, "schema_version", Types.StringType.get()),
          optional(
              9,
              "extra",
              Types.MapType.ofOptional(10, 11, Types.StringType.get(), Types.StringType.get())),
          required(12, "timestamp_text", Types.StringType.get()),
          required(13, "shard_id", Types.StringType.get()),
          required(14, "sequence_number", Types.StringType.get()),
          required(15, "sub_sequence_number", Types.IntegerType.get()),
          required(16, "arrival_time", Types.TimestampType.withZone()));

  private SilverTable() {}

  /** The table in this database. */
  public static TableDefinition in(String database) {
    return new TableDefinition(
        database,
        "service_events",
        SCHEMA,
        PartitionSpec.builderFor(SCHEMA).day("event_time").build());
  }

  static void fill(Record row, StreamRecord record, ServiceEvent event) {
    row.setField("event_id", event.eventId());
    row.setField("event_time", utc(event.eventTime()));
    row.setField("service", event.service());
    row.setField("event_type", event.eventType());
    row.setField(
        "latency_ms", event.latencyMs().isPresent() ? event.latencyMs().getAsDouble() : null);
    row.setField(
        "status_code", event.statusCode().isPresent() ? event.statusCode().getAsInt() : null);
    row.setField("user_id", event.userId().orElse(null));
    row.setField("schema_version", event.schemaVersion().orElse(null));
    row.setField("extra", Map.copyOf(event.extra()));
    row.setField("timestamp_text", FieldValue.wellFormed(event.timestampText()));
    fillPosition(row, record);
  }

  static void fillPosition(Record row, StreamRecord record) {
    row.setField("shard_id", record.position().shardId());
    row.setField("sequence_number", record.position().sequenceNumber());
    row.setField("sub_sequence_number", (int) record.position().subSequenceNumber());
    row.setField("arrival_time", utc(record.arrival()));
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
