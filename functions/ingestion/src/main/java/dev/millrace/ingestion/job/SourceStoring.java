package dev.millrace.ingestion.job;

import dev.millrace.common.Deadline;
import dev.millrace.common.concurrent.UnfinishedTasks;
import dev.millrace.ingestion.dataset.DatasetRows;
import dev.millrace.ingestion.dataset.Datasets;
import dev.millrace.ingestion.dataset.RejectedRows;
import dev.millrace.ingestion.job.PostedJobs.PostedJob;
import dev.millrace.ingestion.job.source.SourcePhase;
import dev.millrace.ingestion.job.source.SourceRun;
import dev.millrace.ingestion.job.source.SourceRunTable;
import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.runs.RunId;
import dev.millrace.runs.failure.StepFailure;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what is staged of a source: the rejected rows, the checks' results, then, where no check
 * of severity error failed, the rows in their dataset and the table of records, and the checkpoint.
 * Each part may be done again. Thread-safe.
 */
final class SourceStoring implements SourceWork {
  private static final Logger LOG = LoggerFactory.getLogger(SourceStoring.class);

  private final SourceRunTable table;
  private final PostedJobs jobs;
  private final RejectedRows rejected;
  private final SourceQuality quality;
  private final Datasets datasets;
  private final SourceRecords records;
  private final SourceCheckpointTable checkpoints;
  private final InstantSource clock;

  SourceStoring(
      SourceRunTable table,
      PostedJobs jobs,
      RejectedRows rejected,
      SourceQuality quality,
      Datasets datasets,
      SourceRecords records,
      SourceCheckpointTable checkpoints,
      InstantSource clock) {
    this.table = Objects.requireNonNull(table);
    this.jobs = Objects.requireNonNull(jobs);
    this.rejected = Objects.requireNonNull(rejected);
    this.quality = Objects.requireNonNull(quality);
    this.datasets = Objects.requireNonNull(datasets);
    this.records = Objects.requireNonNull(records);
    this.checkpoints = Objects.requireNonNull(checkpoints);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Stores, until all is stored or the time is nearly up. */
  @Override
  public StepOutcome run(RunId id, String name, Deadline deadline) throws InterruptedException {
    StagedSource at = new StagedSource(id.text(), name);
    PostedJob job = jobs.find(id, deadline);
    SourceDefinition source = job.definition().source(name);
    SourceRun run =
        table
            .find(at, deadline)
            .orElseThrow(() -> new IllegalStateException(at + " has no row; the job began none"));
    if (run.phase() == SourcePhase.FETCHED && !jobs.isRunning(id, deadline)) {
      return StepOutcome.ENDED;
    }
    try {
      if (run.phase() == SourcePhase.FETCHED) {
        Optional<SourceRun> committed = commit(job, source, run, deadline);
        if (committed.isEmpty()) {
          return StepOutcome.MORE;
        }
        run = committed.get();
      }
      return run.phase() == SourcePhase.COMMITTED
          ? complete(job, source, run, deadline)
          : StepOutcome.ENDED;
    } catch (StepFailure failed) {
      LOG.info("Source {} failed: {}", name, failed.error().message());
      table.write(run.failed(failed.error(), clock.instant()), deadline);
      return StepOutcome.ENDED;
    } catch (UnfinishedTasks timeUp) {
      return StepOutcome.MORE;
    }
  }

  private Optional<SourceRun> commit(
      PostedJob job, SourceDefinition source, SourceRun run, Deadline deadline)
      throws InterruptedException {
    int pages = run.progress().pages();
    rejected.commit(run.at(), source.destination().dataset(), pages, deadline);
    quality.requirePassed(job, source, run, deadline);
    DatasetRows stored =
        datasets.commit(source.destination().ownedBy(job.run().owner()), run.at(), pages, deadline);
    quality.stored(source, run, stored.rows(), deadline);
    return table.write(run.committed(stored.rows()), deadline);
  }

  private StepOutcome complete(
      PostedJob job, SourceDefinition source, SourceRun run, Deadline deadline)
      throws InterruptedException {
    SourceRun recorded = run;
    while (source.destination().records() && recorded.recordPages() < recorded.progress().pages()) {
      Optional<SourceRun> next = records.page(job, source, recorded, deadline);
      if (next.isEmpty()) {
        return StepOutcome.MORE;
      }
      recorded = next.get();
    }
    moveCheckpoint(job.run().owner(), source, recorded, deadline);
    return table.write(recorded.succeeded(clock.instant()), deadline).isPresent()
        ? StepOutcome.ENDED
        : StepOutcome.MORE;
  }

  private void moveCheckpoint(
      String owner, SourceDefinition source, SourceRun run, Deadline deadline) {
    Optional<String> newest = run.progress().newest();
    if (newest.isPresent()
        && !checkpoints.move(
            owner, source.name(), run.progress().since(), newest.get(), deadline)) {
      // The rows are stored; the next run goes on from the other's checkpoint.
      LOG.info("Another run of source {} has moved its checkpoint meanwhile", source.name());
    }
  }
}
