package dev.millrace.lake.aggregation;

import dev.millrace.lake.metrics.Bucket;
import dev.millrace.lake.metrics.ServiceMinute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * The table {@code silver.service_events}, of which only the columns that metrics are made of are
 * read. Failures to read are runtime exceptions of Iceberg or the SDK.
 */
final class SilverEvents {
  private static final String EVENT_TIME = "event_time";
  private static final String SERVICE = "service";
  private static final String LATENCY = "latency_ms";
  private static final String STATUS = "status_code";

  private final Table table;

  SilverEvents(Table table) {
    this.table = table;
  }

  /** The buckets of the events that a step's snapshots appended. */
  AffectedMinutes touched(AggregationStep.Append step) {
    Schema columns = table.schema().select(EVENT_TIME, SERVICE);
    SortedMap<LocalDate, SortedSet<Bucket>> days = new TreeMap<>();
    long rows = 0;
    try (CloseableIterable<FileScanTask> tasks =
        table
            .newIncrementalAppendScan()
            .fromSnapshotExclusive(step.after())
            .toSnapshot(step.snapshotId())
            .planFiles()) {
      for (FileScanTask task : tasks) {
        rows += task.file().recordCount();
        forEachAppended(
            task,
            columns,
            event -> {
              Bucket bucket = bucket(event);
              days.computeIfAbsent(bucket.day(), day -> new TreeSet<>()).add(bucket);
            });
      }
    } catch (IOException failed) {
      throw unreadable(failed);
    }
    return new AffectedMinutes(rows, days);
  }

  /** Reads a data file as it was appended, whatever has been deleted since. */
  private void forEachAppended(FileScanTask task, Schema columns, Consumer<Record> each)
      throws IOException {
    try (CloseableIterable<Record> events =
        Parquet.read(table.io().newInputFile(task.file()))
            .project(columns)
            .createReaderFunc(file -> GenericParquetReaders.buildReader(columns, file))
            .reuseContainers()
            .build()) {
      events.forEach(each);
    }
  }

  /** The metrics of these buckets, those without events left out. */
  Map<Bucket, ServiceMinute> metrics(long snapshotId, Set<Bucket> buckets) {
    Expression minutes =
        MinuteRanges.filter(EVENT_TIME, buckets.stream().map(Bucket::minute).toList());
    return metrics(snapshotId, minutes, buckets::contains);
  }

  /** The metrics of all buckets of a day. */
  Map<Bucket, ServiceMinute> metrics(long snapshotId, LocalDate day) {
    Instant first = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    return metrics(snapshotId, MinuteRanges.between(EVENT_TIME, first, end), bucket -> true);
  }

  private Map<Bucket, ServiceMinute> metrics(
      long snapshotId, Expression times, Predicate<Bucket> wanted) {
    Map<Bucket, MinuteTally> tallies = new HashMap<>();
    try (CloseableIterable<Record> events =
        IcebergGenerics.read(table)
            .useSnapshot(snapshotId)
            .where(times)
            .select(EVENT_TIME, SERVICE, LATENCY, STATUS)
            .reuseContainers()
            .build()) {
      for (Record event : events) {
        Bucket bucket = bucket(event);
        if (wanted.test(bucket)) {
          count(event, tallies.computeIfAbsent(bucket, first -> new MinuteTally()));
        }
      }
    } catch (IOException failed) {
      throw unreadable(failed);
    }
    Map<Bucket, ServiceMinute> metrics = new HashMap<>();
    tallies.forEach((bucket, tally) -> metrics.put(bucket, tally.of(bucket)));
    return metrics;
  }

  private static void count(Record event, MinuteTally tally) {
    tally.addEvent();
    if (event.getField(LATENCY) instanceof Double latency) {
      tally.addLatency(latency);
    }
    if (event.getField(STATUS) instanceof Integer status) {
      tally.addStatus(status);
    }
  }

  private static Bucket bucket(Record event) {
    OffsetDateTime time = (OffsetDateTime) event.getField(EVENT_TIME);
    return Bucket.of(time.toInstant(), event.getField(SERVICE).toString());
  }

  /** The days that have events as of a snapshot, and how many. */
  SortedMap<LocalDate, Long> days(long snapshotId) {
    return PartitionDays.of(table, table.snapshot(snapshotId));
  }

  /** When the newest events as of a snapshot were committed: a compaction brings none. */
  Instant committedAt(long snapshotId) {
    for (Snapshot snapshot : SnapshotUtil.ancestorsOf(snapshotId, table::snapshot)) {
      if (DataOperations.APPEND.equals(snapshot.operation())) {
        return Instant.ofEpochMilli(snapshot.timestampMillis());
      }
    }
    return Instant.ofEpochMilli(table.snapshot(snapshotId).timestampMillis());
  }

  private UncheckedIOException unreadable(IOException failed) {
    return new UncheckedIOException("Table " + table.name() + " cannot be read", failed);
  }
}
