package dev.millrace.lake.training;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.lake.bronze.ManifestRow;
import dev.millrace.lake.bronze.ManifestTable;
import dev.millrace.lake.table.AtomicCommit;
import dev.millrace.lake.table.LakeCatalog;
import dev.millrace.lake.table.LakeTable;
import dev.millrace.lake.table.Retention;
import dev.millrace.lake.table.TableDefinition;
import dev.millrace.lake.training.TrainingRequest.Begin;
import dev.millrace.lake.training.TrainingRequest.Resume;
import dev.millrace.lake.training.TrainingRequest.Source;
import dev.millrace.lake.training.TrainingRun.Part;
import dev.millrace.lake.training.TrainingRun.PartResult;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;

/**
 * Builds training sets: a run is planned once, its parts are built by whoever takes them from the
 * queue, and whoever completes the last part commits all of them at once, what could not be used to
 * a table of its own. Each step can be repeated.
 */
public final class TrainingSets {
  /** Names the run in the summary of its snapshot. */
  static final String RUN_ID = "millrace.run-id";

  private static final String REPEATED = "millrace.run-repeated";
  private static final String FIRST = "0";
  private static final DateTimeFormatter BEGUN =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final ManifestTable manifest;
  private final TrainingRuns runs;
  private final PartQueue queue;
  private final LakeCatalog catalog;
  private final TableDefinition table;
  private final TableDefinition quarantine;
  private final PartBuilder builder;
  private final List<Retention> retentions;
  private final InstantSource clock;

  TrainingSets(
      ManifestTable manifest,
      TrainingRuns runs,
      PartQueue queue,
      LakeCatalog catalog,
      TableDefinition table,
      TableDefinition quarantine,
      PartBuilder builder,
      OptionalInt keptDays,
      InstantSource clock) {
    this.manifest = manifest;
    this.runs = runs;
    this.queue = queue;
    this.catalog = catalog;
    this.table = table;
    this.quarantine = quarantine;
    this.builder = builder;
    this.retentions =
        List.of(
            new Retention(catalog, table, keptDays, clock),
            new Retention(catalog, quarantine, keptDays, clock));
    this.clock = clock;
  }

  /**
   * Begins a run or goes on with one, and says how far it is.
   *
   * @throws IllegalArgumentException when the run is unknown
   */
  public TrainingAnswer answer(TrainingRequest request, Deadline deadline) {
    return switch (request) {
      case Begin begin -> begin(begin, deadline);
      case Resume(String runId) -> resume(runId, deadline);
    };
  }

  private TrainingAnswer begin(Begin begin, Deadline deadline) {
    retentions.forEach(Retention::apply);
    List<String> objects = objects(begin, deadline);
    TrainingRun run =
        new TrainingRun(
            runId(),
            begin.from(),
            begin.to(),
            begin.source(),
            objects.size(),
            0,
            0,
            0,
            0,
            OptionalLong.empty());
    runs.put(run, objects, deadline);
    return send(run, deadline);
  }

  /** Begins with the day, by which {@link Retention} goes. */
  private String runId() {
    String random = UUID.randomUUID().toString();
    return BEGUN.format(clock.instant()) + random.substring(random.lastIndexOf('-'));
  }

  private TrainingAnswer resume(String runId, Deadline deadline) {
    TrainingRun run = known(runId, deadline);
    return run.snapshotId().isPresent() ? TrainingAnswer.found(run) : send(run, deadline);
  }

  /** Queues the parts that are not done, or commits when none is left. */
  private TrainingAnswer send(TrainingRun run, Deadline deadline) {
    if (run.isBuilt()) {
      return commit(run, deadline);
    }
    queue.send(
        run.id(),
        runs.parts(run.id(), deadline).stream()
            .filter(part -> part.result().isEmpty())
            .map(Part::number)
            .toList(),
        deadline);
    return TrainingAnswer.found(run);
  }

  private List<String> objects(Begin begin, Deadline deadline) {
    List<String> keys = new ArrayList<>();
    String stream = begin.source().stream();
    for (String shard : manifest.shards(stream, deadline)) {
      Iterator<ManifestRow> rows = manifest.rowsAfter(stream, shard, FIRST, deadline);
      while (rows.hasNext()) {
        ManifestRow row = rows.next();
        if (row.firstArrival().isBefore(begin.to()) && !row.lastArrival().isBefore(begin.from())) {
          keys.add(row.objectKey());
        }
      }
    }
    return keys;
  }

  /**
   * Builds a part, unless that has been done, and commits the run when it was the last.
   *
   * @return what the run is now
   */
  public TrainingAnswer build(String runId, int number, Deadline deadline)
      throws InterruptedException {
    TrainingRun run = known(runId, deadline);
    Part part =
        runs.part(runId, number, deadline)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "part held %d; expected one of the run's %d parts"
                            .formatted(number, run.parts())));
    if (part.result().isEmpty()) {
      PartResult result =
          builder.build(
              run, part.objectKey(), catalog.open(table), catalog.open(quarantine), deadline);
      runs.complete(runId, number, result, deadline);
    }
    TrainingRun now = known(runId, deadline);
    return now.isBuilt() && now.snapshotId().isEmpty()
        ? commit(now, deadline)
        : TrainingAnswer.found(now);
  }

  /** The quarantine goes first: a run that is committed has all that belongs to it. */
  private TrainingAnswer commit(TrainingRun run, Deadline deadline) {
    List<PartResult> parts =
        runs.parts(run.id(), deadline).stream().map(part -> part.result().orElseThrow()).toList();
    commitQuarantine(run, parts);
    Snapshot committed = commitRows(run, parts);
    runs.committed(
        run.id(),
        committed.snapshotId(),
        Long.parseLong(committed.summary().get(REPEATED)),
        deadline);
    return TrainingAnswer.committed(known(run.id(), deadline));
  }

  private void commitQuarantine(TrainingRun run, List<PartResult> parts) {
    LakeTable state = catalog.open(quarantine);
    List<DataFile> files =
        parts.stream()
            .flatMap(part -> PartFiles.read(state, part.quarantineFiles()).stream())
            .toList();
    if (!files.isEmpty() && snapshot(state, run).isEmpty()) {
      commitOnce(state, run, files, Optional.empty(), Map.of());
    }
  }

  private Snapshot commitRows(TrainingRun run, List<PartResult> parts) {
    LakeTable state = catalog.open(table);
    Optional<Snapshot> there = snapshot(state, run);
    if (there.isPresent()) {
      return there.get();
    }
    List<DataFile> files =
        parts.stream().flatMap(part -> PartFiles.read(state, part.files()).stream()).toList();
    RepeatedRows repeated =
        run.source() == Source.LOG
            ? RepeatedRows.in(state, files)
            : new RepeatedRows(0, Optional.empty());
    LakeTable after =
        commitOnce(
            state,
            run,
            files,
            repeated.deletes(),
            Map.of(REPEATED, Long.toString(repeated.count())));
    return snapshot(after, run)
        .orElseThrow(
            () -> new IllegalStateException("The commit of run %s is gone".formatted(run.id())));
  }

  /** Commits, unless somebody else has committed the same run meanwhile. */
  private static LakeTable commitOnce(
      LakeTable state,
      TrainingRun run,
      List<DataFile> files,
      Optional<DeleteFile> deletes,
      Map<String, String> more) {
    return AtomicCommit.commit(
            state,
            transaction -> {
              RowDelta rows = transaction.newRowDelta();
              files.forEach(rows::addRows);
              deletes.ifPresent(rows::addDeletes);
              rows.set(RUN_ID, run.id());
              rows.set("millrace.run-from", Json.time(run.from()));
              rows.set("millrace.run-to", Json.time(run.to()));
              more.forEach(rows::set);
              rows.commit();
            },
            newer -> snapshot(newer, run).isEmpty())
        .orElseGet(state::reload);
  }

  private static Optional<Snapshot> snapshot(LakeTable state, TrainingRun run) {
    for (Snapshot snapshot : state.table().snapshots()) {
      if (run.id().equals(snapshot.summary().get(RUN_ID))) {
        return Optional.of(snapshot);
      }
    }
    return Optional.empty();
  }

  private TrainingRun known(String runId, Deadline deadline) {
    return runs.find(runId, deadline)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "run_id held \"%s\"; expected the id of a run".formatted(runId)));
  }
}
