package dev.millrace.lake.aggregation;

import dev.millrace.lake.metrics.Bucket;
import dev.millrace.lake.metrics.ServiceMinute;
import dev.millrace.tables.TableDefinition;
import dev.millrace.tables.TableState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/** The table {@code gold.service_metrics_per_minute}: one file a day, in order. */
final class GoldTable {
  private static final String EVENT_TS = "event_ts";
  private static final String SERVICE = "service";
  private static final String REQUEST_COUNT = "request_count";
  private static final String LATENCY_COUNT = "latency_count";
  private static final String AVG_LATENCY_MS = "avg_latency_ms";
  private static final String STATUS_COUNT = "status_count";
  private static final String ERROR_RATE = "error_rate";

  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, EVENT_TS, Types.TimestampType.withZone(), "The minute"),
          Types.NestedField.required(2, SERVICE, Types.StringType.get()),
          Types.NestedField.required(3, REQUEST_COUNT, Types.LongType.get()),
          Types.NestedField.required(
              4, LATENCY_COUNT, Types.LongType.get(), "The events with a latency"),
          Types.NestedField.optional(
              5, AVG_LATENCY_MS, Types.DoubleType.get(), "Over the events with a latency"),
          Types.NestedField.required(
              6, STATUS_COUNT, Types.LongType.get(), "The events with a status code"),
          Types.NestedField.optional(
              7,
              ERROR_RATE,
              Types.DoubleType.get(),
              "Share of the status codes outside 200-299, 0 to 1"));

  private GoldTable() {}

  static TableDefinition definition(String database) {
    return new TableDefinition(
        database,
        "service_metrics_per_minute",
        SCHEMA,
        PartitionSpec.builderFor(SCHEMA).day(EVENT_TS).build());
  }

  /** A day of the table's state. */
  static GoldDay day(TableState state, LocalDate day) {
    Instant first = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    Expression ofDay = MinuteRanges.between(EVENT_TS, first, end);
    List<DataFile> files = new ArrayList<>();
    SortedMap<Bucket, ServiceMinute> rows = new TreeMap<>();
    try (CloseableIterable<FileScanTask> tasks =
        state.table().newScan().filter(ofDay).planFiles()) {
      tasks.forEach(task -> files.add(task.file()));
    } catch (IOException failed) {
      throw unreadable(state, failed);
    }
    if (!files.isEmpty()) {
      try (CloseableIterable<Record> records =
          IcebergGenerics.read(state.table()).where(ofDay).build()) {
        for (Record row : records) {
          ServiceMinute read = read(row);
          rows.put(read.bucket(), read);
        }
      } catch (IOException failed) {
        throw unreadable(state, failed);
      }
    }
    return new GoldDay(rows, files);
  }

  private static ServiceMinute read(Record row) {
    return new ServiceMinute(
        new Bucket(
            ((OffsetDateTime) row.getField(EVENT_TS)).toInstant(),
            row.getField(SERVICE).toString()),
        (Long) row.getField(REQUEST_COUNT),
        (Long) row.getField(LATENCY_COUNT),
        optional(row, AVG_LATENCY_MS),
        (Long) row.getField(STATUS_COUNT),
        optional(row, ERROR_RATE));
  }

  private static OptionalDouble optional(Record row, String column) {
    return row.getField(column) instanceof Double value
        ? OptionalDouble.of(value)
        : OptionalDouble.empty();
  }

  /** Fills an empty row of the table. */
  static Record fill(Record row, ServiceMinute metrics) {
    row.setField(EVENT_TS, metrics.bucket().minute().atOffset(ZoneOffset.UTC));
    row.setField(SERVICE, metrics.bucket().service());
    row.setField(REQUEST_COUNT, metrics.requestCount());
    row.setField(LATENCY_COUNT, metrics.latencyCount());
    metrics.averageLatencyMillis().ifPresent(value -> row.setField(AVG_LATENCY_MS, value));
    row.setField(STATUS_COUNT, metrics.statusCount());
    metrics.errorRate().ifPresent(value -> row.setField(ERROR_RATE, value));
    return row;
  }

  private static UncheckedIOException unreadable(TableState state, IOException failed) {
    return new UncheckedIOException("Table " + state + " cannot be read", failed);
  }
}
