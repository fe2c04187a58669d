package dev.millrace.training;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.concurrent.BoundedTasks;
import dev.millrace.tables.AtomicCommit;
import dev.millrace.tables.ContentFilesJson;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.TableDefinition;
import dev.millrace.tables.TableState;
import dev.millrace.training.hash.MissingFile;
import dev.millrace.training.model.FeatureTables;
import dev.millrace.training.run.TrainingRun;
import dev.millrace.training.run.TrainingRun.BucketResult;
import dev.millrace.training.run.TrainingRuns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.io.InputFile;

/**
 * Commits a run whose parts and buckets are done: what could not be used to the quarantine, then
 * all rows to the table, in one snapshot. No file is committed that is not there.
 */
final class TrainingCommit {
  /** Names the run in the summary of its snapshot. */
  static final String RUN_ID = "millrace.run-id";

  private static final String REPEATED = "millrace.run-repeated";
  private static final int CHECKS_AT_ONCE = 32;

  private final TrainingRuns runs;
  private final FeatureTables tables;
  private final LakeCatalog catalog;
  private final TableDefinition quarantine;

  TrainingCommit(
      TrainingRuns runs, FeatureTables tables, LakeCatalog catalog, TableDefinition quarantine) {
    this.runs = runs;
    this.tables = tables;
    this.catalog = catalog;
    this.quarantine = quarantine;
  }

  /** What a run adds to the two tables. */
  private record RunFiles(List<DataFile> rows, List<DataFile> quarantined) {}

  /**
   * Commits the run, unless that has been done. The quarantine goes first: a run that is committed
   * has all that belongs to it.
   *
   * @return the id of the run's snapshot
   * @throws MissingFile when a file that the run wrote is gone or has another length; nothing is
   *     committed then
   */
  long commit(TrainingRun run, Deadline deadline) throws InterruptedException {
    TableState rows = tables.load(run.model());
    Optional<Snapshot> there = snapshot(rows, run);
    if (there.isPresent()) {
      return there.get().snapshotId();
    }
    TableState quarantined = catalog.open(quarantine);
    RunFiles files = files(run, rows, quarantined, deadline);
    List<DeleteFile> deletes =
        runs.buckets(run, deadline).values().stream()
            .map(BucketResult::deleteFiles)
            .flatMap(written -> ContentFilesJson.deletes(rows.table(), written).stream())
            .toList();
    check(rows, files.rows(), deadline);
    check(rows, deletes, deadline);
    if (!files.quarantined().isEmpty() && snapshot(quarantined, run).isEmpty()) {
      check(quarantined, files.quarantined(), deadline);
      commitOnce(quarantined, run, files.quarantined(), List.of(), Map.of());
    }
    TableState after =
        commitOnce(
            rows, run, files.rows(), deletes, Map.of(REPEATED, Long.toString(run.repeated())));
    return snapshot(after, run)
        .orElseThrow(
            () -> new IllegalStateException("The commit of run %s is gone".formatted(run.id())))
        .snapshotId();
  }

  private RunFiles files(
      TrainingRun run, TableState rows, TableState quarantined, Deadline deadline)
      throws InterruptedException {
    // Read into files at once: what the items hold of them is longer.
    List<RunFiles> parts =
        runs.files(
            run,
            written ->
                new RunFiles(
                    ContentFilesJson.data(rows.table(), written.data()),
                    ContentFilesJson.data(quarantined.table(), written.quarantine())),
            deadline);
    if (parts.size() != run.parts()) {
      throw new IllegalStateException(
          "Run %s has the files of %d parts, expected %d"
              .formatted(run.id(), parts.size(), run.parts()));
    }
    RunFiles all = new RunFiles(new ArrayList<>(), new ArrayList<>());
    for (RunFiles part : parts) {
      all.rows().addAll(part.rows());
      all.quarantined().addAll(part.quarantined());
    }
    return all;
  }

  private static void check(
      TableState state, List<? extends ContentFile<?>> files, Deadline deadline)
      throws InterruptedException {
    new BoundedTasks(CHECKS_AT_ONCE)
        .all(
            files,
            file -> {
              InputFile held = state.table().io().newInputFile(file.location());
              if (!held.exists()) {
                throw new MissingFile(
                    "%s is gone, expected %,d bytes"
                        .formatted(file.location(), file.fileSizeInBytes()));
              }
              if (held.getLength() != file.fileSizeInBytes()) {
                throw new MissingFile(
                    "%s holds %,d bytes, expected %,d"
                        .formatted(file.location(), held.getLength(), file.fileSizeInBytes()));
              }
              return file;
            },
            deadline);
  }

  /** Commits, unless somebody else has committed the same run meanwhile. */
  private static TableState commitOnce(
      TableState state,
      TrainingRun run,
      List<DataFile> files,
      List<DeleteFile> deletes,
      Map<String, String> more) {
    return AtomicCommit.commit(
            state,
            transaction -> {
              RowDelta rows = transaction.newRowDelta();
              files.forEach(rows::addRows);
              deletes.forEach(rows::addDeletes);
              rows.set(RUN_ID, run.id());
              rows.set("millrace.run-from", Json.time(run.from()));
              rows.set("millrace.run-to", Json.time(run.to()));
              rows.set("millrace.run-model", run.model() + " " + run.modelVersion());
              more.forEach(rows::set);
              rows.commit();
            },
            newer -> snapshot(newer, run).isEmpty())
        .orElseGet(state::reload);
  }

  private static Optional<Snapshot> snapshot(TableState state, TrainingRun run) {
    for (Snapshot snapshot : state.table().snapshots()) {
      if (run.id().equals(snapshot.summary().get(RUN_ID))) {
        return Optional.of(snapshot);
      }
    }
    return Optional.empty();
  }
}
