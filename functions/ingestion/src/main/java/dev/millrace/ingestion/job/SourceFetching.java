package dev.millrace.ingestion.job;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.fetch.Backoff;
import dev.millrace.ingestion.fetch.DecodedPage;
import dev.millrace.ingestion.fetch.PageSource;
import dev.millrace.ingestion.fetch.RawPage;
import dev.millrace.ingestion.fetch.RequestRate;
import dev.millrace.ingestion.fetch.RetryableFetch;
import dev.millrace.ingestion.fetch.rate.RequestRateTable;
import dev.millrace.ingestion.job.PostedJobs.PostedJob;
import dev.millrace.ingestion.job.source.FetchProgress;
import dev.millrace.ingestion.job.source.SourcePhase;
import dev.millrace.ingestion.job.source.SourceRun;
import dev.millrace.ingestion.job.source.SourceRunTable;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.stage.StagedPages;
import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.runs.Run;
import dev.millrace.runs.RunId;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import dev.millrace.runs.failure.StepFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the pages of a source, one after the other: each is kept as it came, transformed, staged,
 * and only then is the source's row moved to the next. An invocation that dies leaves the row at
 * the last finished page, from where the next one goes on; a page that it had kept is not asked for
 * again. Thread-safe.
 */
final class SourceFetching implements SourceWork {
  /** Shorter waits are slept through: a Wait state costs more than they do. */
  private static final Duration SHORT_WAIT = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(SourceFetching.class);

  private final SourceRunTable table;
  private final PostedJobs jobs;
  private final RawPageObjects raw;
  private final StagedPages staged;
  private final SourceCheckpointTable checkpoints;
  private final RequestRateTable rates;
  private final FetchLimits limits;
  private final Backoff backoff;
  private final InstantSource clock;

  /**
   * How much a run of a source may take.
   *
   * @param attempts at one page
   * @param pages of a run
   * @param rows that are staged in a run
   * @param reserve the time that keeping and staging a page may take
   */
  record FetchLimits(int attempts, int pages, long rows, Duration reserve) {}

  /** The fetching. */
  SourceFetching(
      SourceRunTable table,
      PostedJobs jobs,
      RawPageObjects raw,
      StagedPages staged,
      SourceCheckpointTable checkpoints,
      RequestRateTable rates,
      FetchLimits limits,
      Backoff backoff,
      InstantSource clock) {
    this.table = Objects.requireNonNull(table);
    this.jobs = Objects.requireNonNull(jobs);
    this.raw = Objects.requireNonNull(raw);
    this.staged = Objects.requireNonNull(staged);
    this.checkpoints = Objects.requireNonNull(checkpoints);
    this.rates = Objects.requireNonNull(rates);
    this.limits = Objects.requireNonNull(limits);
    this.backoff = Objects.requireNonNull(backoff);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Fetches pages until there are no more, the time is nearly up, or a wait is due. */
  @Override
  public StepOutcome run(RunId id, String name, Deadline deadline) throws InterruptedException {
    PostedJob job = jobs.find(id, deadline);
    SourceDefinition source = job.definition().source(name);
    StagedSource at = new StagedSource(id.text(), name);
    SourceRun run =
        table
            .find(at, deadline)
            .orElseThrow(() -> new IllegalStateException(at + " has no row; the job began none"));
    if (run.phase() == SourcePhase.PENDING) {
      Optional<String> since =
          source.pages().incremental().isPresent()
              ? checkpoints.find(job.run().owner(), name, deadline)
              : Optional.empty();
      Optional<SourceRun> started =
          table.write(run.started(run.progress().since(since), clock.instant()), deadline);
      if (started.isEmpty()) {
        return StepOutcome.MORE;
      }
      run = started.get();
    }
    return run.phase() == SourcePhase.FETCHING
        ? new Fetching(job.run(), source, run).run(deadline)
        : StepOutcome.ENDED;
  }

  /** One invocation's work on one source. */
  private final class Fetching {
    private final Run job;
    private final SourceDefinition source;
    private final PageSource pages;
    private SourceRun run;
    private boolean mayBeKept = true;

    Fetching(Run job, SourceDefinition source, SourceRun run) {
      this.job = job;
      this.source = source;
      this.pages = run.progress().since().map(source.pages()::since).orElse(source.pages());
      this.run = run;
    }

    /** At least one page, or one attempt at it, so that each invocation gets somewhere. */
    StepOutcome run(Deadline deadline) throws InterruptedException {
      Duration page = pages.longestAttempt().plus(limits.reserve());
      do {
        if (!jobs.isRunning(job.id(), deadline)) {
          return StepOutcome.ENDED;
        }
        Optional<StepOutcome> step = page(deadline);
        if (step.isPresent()) {
          return step.get();
        }
      } while (deadline.remaining().compareTo(page) > 0);
      return StepOutcome.MORE;
    }

    /** One page, or one attempt at it; a step where the invocation's work ends with it. */
    private Optional<StepOutcome> page(Deadline deadline) throws InterruptedException {
      try {
        requireWithinLimits();
        int number = run.progress().pages() + 1;
        Optional<RawPage> kept = kept(number, deadline);
        if (kept.isPresent()) {
          return stage(number, kept.get(), deadline);
        }
        Optional<StepOutcome> wait = awaitSlot(deadline);
        return wait.isPresent() ? wait : stage(number, fetched(number, deadline), deadline);
      } catch (RetryableFetch failed) {
        return retry(failed, deadline);
      } catch (StepFailure failed) {
        LOG.info("Source {} failed: {}", source.name(), failed.error().message());
        table.write(run.failed(failed.error(), clock.instant()), deadline);
        return Optional.of(StepOutcome.ENDED);
      }
    }

    private void requireWithinLimits() {
      if (run.progress().pages() >= limits.pages()) {
        throw tooMuch("pages", limits.pages());
      }
      if (run.counts().rowsOut() > limits.rows()) {
        throw tooMuch("rows", limits.rows());
      }
    }

    private StepFailure tooMuch(String what, long most) {
      return new StepFailure(
          new RunError(
              FailureCategory.LIMIT,
              "The source goes on after %,d %s; expected at most so many in one run"
                  .formatted(most, what)));
    }

    /** The page, where an invocation kept it that died before it moved the row. */
    private Optional<RawPage> kept(int number, Deadline deadline) {
      boolean mayBe = mayBeKept;
      mayBeKept = false;
      return mayBe ? raw.find(run.at(), number, deadline) : Optional.empty();
    }

    /** Waits for its turn where the source has a rate; a step where that is too long. */
    private Optional<StepOutcome> awaitSlot(Deadline deadline) throws InterruptedException {
      Optional<RequestRate> rate = pages.requestRate();
      if (rate.isEmpty()) {
        return Optional.empty();
      }
      Duration wait =
          run.progress()
              .slot()
              .map(slot -> Duration.between(clock.instant(), slot))
              .orElseGet(
                  () ->
                      rates.reserve(
                          "rate#" + source.name() + "#" + job.owner(), rate.get(), deadline));
      return wait.isPositive()
          ? pause(wait, run.progress().at(clock.instant().plus(wait)), deadline)
          : Optional.empty();
    }

    private RawPage fetched(int number, Deadline deadline) throws RetryableFetch {
      long began = System.nanoTime();
      try {
        RawPage page = pages.fetch(run.progress().cursor(), deadline);
        return raw.keep(run.at(), number, page, deadline);
      } finally {
        run =
            run.with(
                run.progress(),
                run.counts().afterAttempt(Duration.ofNanos(System.nanoTime() - began).toMillis()));
      }
    }

    private Optional<StepOutcome> stage(int number, RawPage page, Deadline deadline)
        throws InterruptedException {
      DecodedPage decoded = pages.decode(run.progress().cursor(), page);
      String object = RawPageObjects.key(run.at(), number);
      PageRows rows =
          PageRows.of(
              decoded.rows(),
              source.transformations(),
              source.destination().ownedBy(job.owner()),
              number,
              object,
              source.pointer());
      FetchProgress moved = moved(number, decoded);
      staged.write(run.at(), number, object, rows.rows(), rows.rejected(), deadline);
      SourceRun next =
          run.with(
              moved,
              run.counts()
                  .afterPage(
                      decoded.rows().size(),
                      rows.rows().size(),
                      rows.rejected().size(),
                      page.body().length));
      boolean last = decoded.next().isEmpty();
      Optional<SourceRun> written =
          table.write(last ? next.fetched(clock.instant()) : next, deadline);
      if (written.isEmpty()) {
        // Another invocation works on the same source: it goes on, or the next step does.
        return Optional.of(StepOutcome.MORE);
      }
      run = written.get();
      return last ? Optional.of(StepOutcome.ENDED) : Optional.empty();
    }

    private FetchProgress moved(int number, DecodedPage decoded) {
      FetchProgress before = run.progress();
      return new FetchProgress(
          number,
          decoded.next().orElse(""),
          0,
          decoded.total().isPresent() ? decoded.total() : before.total(),
          Optional.empty(),
          before.since(),
          newest(before, decoded.rows()));
    }

    private Optional<String> newest(FetchProgress before, List<Row> rows) {
      Instant began = run.times().startedAt().orElseGet(clock::instant);
      return pages
          .incremental()
          .map(field -> field.latest(rows, before.newest(), began))
          .orElse(before.newest());
    }

    private Optional<StepOutcome> retry(RetryableFetch failed, Deadline deadline)
        throws InterruptedException {
      int failures = run.progress().failures() + 1;
      if (failures >= limits.attempts()) {
        table.write(run.failed(failed.error(), clock.instant()), deadline);
        return Optional.of(StepOutcome.ENDED);
      }
      Duration wait = backoff.after(failures, failed.retryAfter());
      LOG.info(
          "Source {} is asked again in {}, after {} failures: {}",
          source.name(),
          wait,
          failures,
          failed.error().message());
      return pause(wait, run.progress().failed(), deadline);
    }

    /** Sleeps through a short wait; of a longer one the row tells the step that comes behind it. */
    private Optional<StepOutcome> pause(Duration wait, FetchProgress progress, Deadline deadline)
        throws InterruptedException {
      Optional<SourceRun> written = table.write(run.with(progress, run.counts()), deadline);
      if (written.isEmpty()) {
        return Optional.of(StepOutcome.MORE);
      }
      run = written.get();
      boolean slept =
          wait.compareTo(SHORT_WAIT) <= 0 && deadline.earlierBy(limits.reserve()).pause(wait);
      return slept ? Optional.empty() : Optional.of(StepOutcome.later(wait));
    }
  }
}
