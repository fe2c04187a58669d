package dev.millrace.lake.aggregation;

import dev.millrace.lake.metrics.Bucket;
import dev.millrace.lake.metrics.ServiceMinute;
import dev.millrace.tables.AtomicCommit;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.Retention;
import dev.millrace.tables.RowWriter;
import dev.millrace.tables.TableDefinition;
import dev.millrace.tables.TableState;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/** The silver table as tests fill it, and what its metrics must be, from the events themselves. */
public final class SilverRows {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "event_id", Types.StringType.get()),
          Types.NestedField.required(2, "service", Types.StringType.get()),
          Types.NestedField.required(3, "event_time", Types.TimestampType.withZone()),
          Types.NestedField.optional(4, "latency_ms", Types.DoubleType.get()),
          Types.NestedField.optional(5, "status_code", Types.IntegerType.get()));
  private final LakeCatalog catalog;
  private final TableDefinition definition;
  private final List<Event> events = new ArrayList<>();

  /** An event; what it lacks is null, as in the table. */
  public record Event(Instant time, String service, Double latency, Integer status) {
    public static Event of(String time, String service, double latency, int status) {
      return new Event(Instant.parse(time), service, latency, status);
    }
  }

  public SilverRows(LakeCatalog catalog, String database) {
    this.catalog = catalog;
    this.definition =
        new TableDefinition(
            database,
            "service_events",
            SCHEMA,
            PartitionSpec.builderFor(SCHEMA).day("event_time").build());
  }

  TableState state() {
    return catalog.open(definition);
  }

  public void append(Event... more) {
    append(List.of(more));
  }

  /** One snapshot with these events. */
  void append(List<Event> more) {
    TableState state = state();
    List<DataFile> files = write(state, more);
    commit(
        AtomicCommit.commit(
            state,
            transaction -> {
              AppendFiles append = transaction.newAppend();
              files.forEach(append::appendFile);
              append.commit();
            },
            newer -> false));
    events.addAll(more);
  }

  /** All events in new files, as Glue's optimizer does it. */
  void compact() {
    TableState state = state();
    List<DataFile> old = files(state);
    List<DataFile> files = write(state, events.reversed());
    commit(
        AtomicCommit.commit(
            state,
            transaction -> {
              RewriteFiles rewrite = transaction.newRewrite();
              old.forEach(rewrite::deleteFile);
              files.forEach(rewrite::addFile);
              rewrite.commit();
            },
            newer -> false));
  }

  /** Takes a service's events away. */
  void remove(String service) {
    TableState state = state();
    events.removeIf(event -> event.service().equals(service));
    List<DataFile> old = files(state);
    List<DataFile> files = write(state, events);
    commit(
        AtomicCommit.commit(
            state,
            transaction -> {
              OverwriteFiles overwrite = transaction.newOverwrite();
              old.forEach(overwrite::deleteFile);
              files.forEach(overwrite::addFile);
              overwrite.commit();
            },
            newer -> false));
  }

  /** Takes the events of the days before this one away, as their retention does. */
  void keepFrom(LocalDate day) {
    events.removeIf(event -> event.time().isBefore(day.atStartOfDay(ZoneOffset.UTC).toInstant()));
    InstantSource theNextDay = () -> day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    new Retention(catalog, definition, OptionalInt.of(1), theNextDay).apply();
  }

  /** Forgets all snapshots but the last so many. */
  void expireAllBut(int snapshots) {
    commit(
        AtomicCommit.commit(
            state(),
            transaction ->
                transaction
                    .expireSnapshots()
                    .expireOlderThan(Long.MAX_VALUE)
                    .retainLast(snapshots)
                    .commit(),
            newer -> false));
  }

  /** Makes an earlier snapshot the current one, which had no events of a service. */
  void rollBackTo(long snapshot, String service) {
    events.removeIf(event -> event.service().equals(service));
    state().table().manageSnapshots().rollbackTo(snapshot).commit();
  }

  /** One manifest in the place of many. */
  void compactManifests() {
    commit(
        AtomicCommit.commit(
            state(),
            transaction -> transaction.rewriteManifests().clusterBy(file -> "one").commit(),
            newer -> false));
  }

  private static void commit(Optional<TableState> state) {
    if (state.isEmpty()) {
      throw new IllegalStateException("Someone else writes to silver");
    }
  }

  private static List<DataFile> files(TableState state) {
    List<DataFile> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = state.table().newScan().planFiles()) {
      tasks.forEach(task -> files.add(task.file()));
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
    return files;
  }

  private static List<DataFile> write(TableState state, List<Event> events) {
    try (RowWriter writer = new RowWriter(state)) {
      int number = 0;
      for (Event event : events) {
        Record row = writer.newRow();
        row.setField("event_id", "event-" + number++);
        row.setField("service", event.service());
        row.setField("event_time", event.time().atOffset(ZoneOffset.UTC));
        row.setField("latency_ms", event.latency());
        row.setField("status_code", event.status());
        writer.write(row);
      }
      return writer.complete();
    }
  }

  /** What gold and DynamoDB must hold. */
  SortedMap<Bucket, ServiceMinute> metrics() {
    SortedMap<Bucket, ServiceMinute> metrics = new TreeMap<>();
    events.stream()
        .collect(
            Collectors.groupingBy(
                event -> new Bucket(event.time().truncatedTo(ChronoUnit.MINUTES), event.service())))
        .forEach((bucket, of) -> metrics.put(bucket, metrics(bucket, of)));
    return metrics;
  }

  private static ServiceMinute metrics(Bucket bucket, List<Event> events) {
    List<Double> latencies = events.stream().map(Event::latency).filter(Objects::nonNull).toList();
    List<Integer> statuses = events.stream().map(Event::status).filter(Objects::nonNull).toList();
    BigDecimal sum =
        latencies.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    long errors = statuses.stream().filter(status -> status / 100 != 2).count();
    return new ServiceMinute(
        bucket,
        events.size(),
        latencies.size(),
        latencies.isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(
                sum.divide(BigDecimal.valueOf(latencies.size()), new MathContext(400))
                    .doubleValue()),
        statuses.size(),
        statuses.isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of((double) errors / statuses.size()));
  }
}
