package dev.millrace.ingestion.job;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.job.PostedJobs.PostedJob;
import dev.millrace.ingestion.job.source.SourcePhase;
import dev.millrace.ingestion.job.source.SourceRun;
import dev.millrace.ingestion.job.source.SourceRunTable;
import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.runs.RunChange;
import dev.millrace.runs.RunCounts;
import dev.millrace.runs.RunEnd;
import dev.millrace.runs.RunId;
import dev.millrace.runs.RunSteps;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The steps of a job that touch no rows: its beginning, a source's failure that the machine caught,
 * and its end. Each may be done twice. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when the tables cannot be reached in time.
 * Thread-safe.
 */
public final class JobSteps {
  private static final int ATTEMPTS = 5;

  private final RunSteps runs;
  private final SourceRunTable table;
  private final PostedJobs jobs;
  private final InstantSource clock;

  JobSteps(RunSteps runs, SourceRunTable table, PostedJobs jobs, InstantSource clock) {
    this.runs = Objects.requireNonNull(runs);
    this.table = Objects.requireNonNull(table);
    this.jobs = Objects.requireNonNull(jobs);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * Begins a job: its sources get their rows. Of a job that does another again, those that had
   * succeeded are done.
   *
   * @return the names of its sources in the order in which they are stored; empty where the job has
   *     ended
   */
  public Optional<List<String>> begin(RunId id, Deadline deadline) {
    if (!runs.begin(id, deadline)) {
      return Optional.empty();
    }
    PostedJob posted = jobs.find(id, deadline);
    JobDefinition job = posted.definition();
    Map<String, SourceRun> before =
        posted
            .run()
            .retryOf()
            .map(RunId::text)
            .map(retried -> bySource(table.ofJob(retried, deadline)))
            .orElse(Map.of());
    Map<String, SourceRun> there = bySource(table.ofJob(id.text(), deadline));
    for (int i = 0; i < job.sources().size(); i++) {
      String name = job.sources().get(i).name();
      if (!there.containsKey(name)) {
        SourceRun fresh =
            SourceRun.pending(
                new StagedSource(id.text(), name), job.sources().get(i).destination().dataset(), i);
        SourceRun retried = before.get(name);
        boolean done = retried != null && retried.phase() == SourcePhase.SUCCEEDED;
        // A row that another invocation wrote in between is the same.
        table.write(done ? fresh.reused(retried) : fresh, deadline);
      }
    }
    return Optional.of(job.order());
  }

  /** Ends a source whose step the machine gave up. */
  public void fail(StagedSource at, RunError error, Deadline deadline) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      SourceRun run =
          table.find(at, deadline).orElseThrow(() -> new IllegalStateException(at + " has no row"));
      if (run.phase().isFinal()
          || table.write(run.failed(error, clock.instant()), deadline).isPresent()) {
        return;
      }
    }
    throw new IllegalStateException(
        "%s was written by others %d times in a row".formatted(at, ATTEMPTS));
  }

  /**
   * Ends a job as its sources ended.
   *
   * @param caught what the machine failed with outside of a source; empty where it did not
   */
  public JobOutcome finish(RunId id, Optional<RunError> caught, Deadline deadline) {
    List<SourceRun> sources = table.ofJob(id.text(), deadline);
    List<SourceRun> failed =
        sources.stream().filter(source -> source.phase() != SourcePhase.SUCCEEDED).toList();
    Totals totals = Totals.of(sources);
    RunChange change =
        runs.finish(id, end(sources, failed, totals.counts(sources, failed), caught), deadline);
    return new JobOutcome(
        sources.size() - failed.size(),
        failed.size(),
        (int) failed.stream().filter(JobSteps::failedByQuality).count(),
        totals.rowsOut(),
        totals.rowsRejected(),
        Duration.between(change.run().createdAt(), clock.instant()));
  }

  private static boolean failedByQuality(SourceRun source) {
    return source.error().filter(error -> error.category() == FailureCategory.QUALITY).isPresent();
  }

  private static RunEnd end(
      List<SourceRun> sources,
      List<SourceRun> failed,
      RunCounts counts,
      Optional<RunError> caught) {
    if (caught.isPresent() || sources.isEmpty()) {
      return RunEnd.failed(
          counts,
          caught.orElseGet(() -> new RunError(FailureCategory.INTERNAL, "The job has no sources")));
    }
    if (failed.isEmpty()) {
      return RunEnd.succeeded(counts);
    }
    RunError first = failed.getFirst().error().orElseGet(JobSteps::unfinished);
    RunError error =
        new RunError(
            first.category(),
            "%d of %d sources failed, first %s: %s"
                .formatted(
                    failed.size(),
                    sources.size(),
                    failed.getFirst().at().source(),
                    first.message()),
            first.field());
    return failed.size() < sources.size()
        ? RunEnd.partiallySucceeded(counts, error)
        : RunEnd.failed(counts, error);
  }

  private static RunError unfinished() {
    return new RunError(FailureCategory.INTERNAL, "The source was not finished");
  }

  /** What the sources of a job came to together. */
  private record Totals(long pages, long rowsIn, long rowsOut, long rowsRejected) {
    static Totals of(List<SourceRun> sources) {
      long pages = 0;
      long in = 0;
      long out = 0;
      long rejected = 0;
      for (SourceRun source : sources) {
        pages += source.progress().pages();
        in += source.counts().rowsIn();
        rejected += source.counts().rowsRejected();
        out += source.phase() == SourcePhase.SUCCEEDED ? source.counts().rowsOut() : 0;
      }
      return new Totals(pages, in, out, rejected);
    }

    RunCounts counts(List<SourceRun> sources, List<SourceRun> failed) {
      return new RunCounts(
          Map.of(
              "sources", (long) sources.size(),
              "sources_failed", (long) failed.size(),
              "pages", pages,
              "rows_in", rowsIn,
              "rows_out", rowsOut,
              "rows_rejected", rowsRejected));
    }
  }

  private static Map<String, SourceRun> bySource(List<SourceRun> runs) {
    return runs.stream().collect(Collectors.toMap(run -> run.at().source(), Function.identity()));
  }
}
