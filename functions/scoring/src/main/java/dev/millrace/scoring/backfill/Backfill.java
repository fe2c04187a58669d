package dev.millrace.scoring.backfill;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.runs.Run;
import dev.millrace.runs.RunEnd;
import dev.millrace.runs.RunId;
import dev.millrace.runs.RunSteps;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import dev.millrace.scoring.route.RoutedModel;
import dev.millrace.scoring.route.RoutedModels;
import dev.millrace.scoring.route.UnroutedModel;
import dev.millrace.tables.bronze.BronzeObjects;
import dev.millrace.tables.bronze.BronzeRecord;
import dev.millrace.tables.bronze.ManifestTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The step of a backfill's machine: reads bronze from where the step before left off, and scores it
 * until all is done, the run has ended otherwise or the time is up. Each part may be done twice.
 * For one thread at a time.
 */
public final class Backfill {
  /** The kind of the runs. */
  public static final String KIND = "backfill";

  private static final Logger LOG = LoggerFactory.getLogger(Backfill.class);

  private final RunSteps steps;
  private final RoutedModels models;
  private final ManifestTable manifest;
  private final BronzeObjects bronze;
  private final BackfillBatch batches;
  private final String stream;
  private final int batchRecords;
  private final Duration timePerRecord;

  /**
   * Backfills.
   *
   * @param stream whose bronze is read
   * @param batchRecords how many records a batch holds at most, but for the parts of a packed one;
   *     1 at least
   * @param timePerRecord how long a record takes at least: what bounds the rate
   */
  public Backfill(
      RunSteps steps,
      RoutedModels models,
      ManifestTable manifest,
      BronzeObjects bronze,
      BackfillBatch batches,
      String stream,
      int batchRecords,
      Duration timePerRecord) {
    if (batchRecords < 1) {
      throw new IllegalArgumentException(
          "batchRecords held %d, expected 1 at least".formatted(batchRecords));
    }
    this.steps = Objects.requireNonNull(steps);
    this.models = Objects.requireNonNull(models);
    this.manifest = Objects.requireNonNull(manifest);
    this.bronze = Objects.requireNonNull(bronze);
    this.batches = Objects.requireNonNull(batches);
    this.stream = Objects.requireNonNull(stream);
    this.batchRecords = batchRecords;
    this.timePerRecord = Objects.requireNonNull(timePerRecord);
  }

  /** What a step came to. */
  public record Step(boolean ended, BackfillProgress progress) {}

  /**
   * Goes on with a run.
   *
   * @param from where the step before left off
   * @throws RuntimeException when a service does not answer and nothing was done: the step is to be
   *     tried again
   */
  public Step run(RunId id, BackfillProgress from, Deadline deadline) throws InterruptedException {
    if (!steps.begin(id, deadline)) {
      return new Step(true, from);
    }
    Run run = steps.find(id, deadline).orElseThrow();
    BackfillRequest request = BackfillRequest.of(run.request().orElseThrow());
    BackfillProgress progress = from;
    try (ArchivedRecords records =
        new ArchivedRecords(manifest, bronze, stream, request, from, deadline)) {
      while (!deadline.hasPassed()) {
        long begun = System.nanoTime();
        RoutedModel model = models.named(run.subject().orElseThrow(), request.version(), deadline);
        List<StreamRecord> batch = new ArrayList<>();
        Optional<BronzeRecord> last = fill(batch, records);
        if (last.isEmpty()) {
          steps.finish(id, RunEnd.succeeded(progress.counts().ofRun()), deadline);
          return new Step(true, progress);
        }
        BackfillCounts counts = progress.counts().plus(batches.score(model, batch, deadline));
        progress = new BackfillProgress(last.get().shardId(), last.get().sequenceNumber(), counts);
        if (!steps.count(id, counts.ofRun(), deadline)) {
          return new Step(true, progress);
        }
        Duration left =
            timePerRecord.multipliedBy(batch.size()).minusNanos(System.nanoTime() - begun);
        if (left.isPositive() && !deadline.pause(left)) {
          break;
        }
      }
    } catch (UnroutedModel unrouted) {
      steps.finish(
          id,
          RunEnd.failed(
              progress.counts().ofRun(),
              new RunError(FailureCategory.MODEL, unrouted.getMessage())),
          deadline);
      return new Step(true, progress);
    } catch (BackfillUnanswered | SdkException unanswered) {
      if (progress.equals(from)) {
        throw unanswered;
      }
      LOG.warn("{} goes on in another invocation: {}", id, unanswered.getMessage());
    }
    return new Step(false, progress);
  }

  /** Adds records, those of a packed one together, and gives the last that was read. */
  private Optional<BronzeRecord> fill(List<StreamRecord> batch, ArchivedRecords records) {
    Optional<BronzeRecord> last = Optional.empty();
    while (batch.size() < batchRecords) {
      Optional<BronzeRecord> next = records.next();
      if (next.isEmpty()) {
        break;
      }
      batch.addAll(next.get().records());
      last = next;
    }
    return last;
  }

  /** Ends a run that cannot go on, unless it has ended. */
  public void fail(RunId id, BackfillProgress progress, RunError error, Deadline deadline) {
    steps.finish(id, RunEnd.failed(progress.counts().ofRun(), error), deadline);
  }
}
