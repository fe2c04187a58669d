package dev.millrace.training;

import dev.millrace.common.Deadline;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.TableDefinition;
import dev.millrace.training.hash.MissingFile;
import dev.millrace.training.model.FeatureTables;
import dev.millrace.training.model.TrainingModel;
import dev.millrace.training.part.PartBuilder;
import dev.millrace.training.run.PartQueue;
import dev.millrace.training.run.RunStep;
import dev.millrace.training.run.RunStep.BuildPart;
import dev.millrace.training.run.RunStep.CompareBucket;
import dev.millrace.training.run.TrainingAnswer;
import dev.millrace.training.run.TrainingLimits;
import dev.millrace.training.run.TrainingRun;
import dev.millrace.training.run.TrainingRun.BucketResult;
import dev.millrace.training.run.TrainingRun.Part;
import dev.millrace.training.run.TrainingRun.PartResult;
import dev.millrace.training.run.TrainingRunExpired;
import dev.millrace.training.run.TrainingRunFailed;
import dev.millrace.training.run.TrainingRuns;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Builds the training sets that {@link TrainingPlans} planned. A run's steps are done by whoever
 * takes them from the queue: a part for each object of bronze, and when all are built, of a log, a
 * bucket for each share of the record ids, to find those that repeat. Whoever completes the last
 * step commits all of them at once. Each step can be repeated, and overlap with itself and any
 * other.
 */
public final class TrainingSets {
  private final TrainingRuns runs;
  private final PartQueue queue;
  private final FeatureTables tables;
  private final LakeCatalog catalog;
  private final TableDefinition quarantine;
  private final PartBuilder builder;
  private final TrainingCommit commit;
  private final TrainingLimits limits;
  private final InstantSource clock;

  TrainingSets(
      TrainingRuns runs,
      PartQueue queue,
      FeatureTables tables,
      LakeCatalog catalog,
      TableDefinition quarantine,
      PartBuilder builder,
      TrainingLimits limits,
      InstantSource clock) {
    this.runs = runs;
    this.queue = queue;
    this.tables = tables;
    this.catalog = catalog;
    this.quarantine = quarantine;
    this.builder = builder;
    this.commit = new TrainingCommit(runs, tables, catalog, quarantine);
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Goes on with a run, as far as it is not done, and says how far it is.
   *
   * @throws IllegalArgumentException when the run is unknown
   * @throws TrainingRunExpired when the run is too old to be gone on with
   * @throws TrainingRunFailed when it turns out now that files of the run are gone
   */
  public TrainingAnswer resume(String runId, Deadline deadline) throws InterruptedException {
    return resume(known(runId, deadline), deadline);
  }

  /** Queues the parts that are not built; without any, goes on with the buckets. */
  private TrainingAnswer resume(TrainingRun run, Deadline deadline) throws InterruptedException {
    if (run.isOver()) {
      return TrainingAnswer.found(run);
    }
    if (run.isBuilt()) {
      return compareAll(run, deadline);
    }
    queue.send(
        run.id(),
        runs.parts(run, deadline).stream()
            .filter(part -> !part.done())
            .map(part -> new BuildPart(part.number()))
            .toList(),
        deadline);
    return TrainingAnswer.found(run);
  }

  /** Queues the buckets that are not compared; without any, commits. */
  private TrainingAnswer compareAll(TrainingRun run, Deadline deadline)
      throws InterruptedException {
    if (run.isCompared()) {
      return commit(run, deadline);
    }
    Map<Integer, BucketResult> compared = runs.buckets(run, deadline);
    queue.send(
        run.id(),
        IntStream.range(0, run.buckets())
            .filter(bucket -> !compared.containsKey(bucket))
            .mapToObj(CompareBucket::new)
            .toList(),
        deadline);
    return TrainingAnswer.found(run);
  }

  /**
   * Does a step, unless that has been done, and what follows when it was the last of its kind. A
   * step of a run that is over does nothing.
   *
   * @return what the run is now
   * @throws IllegalArgumentException when the run is unknown or has no such step
   * @throws TrainingRunExpired when the run is too old to be gone on with
   * @throws TrainingRunFailed when it turns out now that files of the run are gone
   */
  public TrainingAnswer perform(String runId, RunStep step, Deadline deadline)
      throws InterruptedException {
    TrainingRun run = known(runId, deadline);
    if (run.isOver()) {
      return TrainingAnswer.found(run);
    }
    return switch (step) {
      case BuildPart(int number) -> {
        build(run, number, deadline);
        TrainingRun now = known(runId, deadline);
        yield now.isBuilt() && !now.isOver()
            ? compareAll(now, deadline)
            : TrainingAnswer.found(now);
      }
      case CompareBucket(int number) -> {
        try {
          compare(run, number, deadline);
        } catch (MissingFile missing) {
          yield failed(run, missing, deadline);
        }
        TrainingRun now = known(runId, deadline);
        yield now.isCompared() && !now.isOver() ? commit(now, deadline) : TrainingAnswer.found(now);
      }
    };
  }

  private void build(TrainingRun run, int number, Deadline deadline) throws InterruptedException {
    Part part =
        runs.part(run.id(), number, deadline)
            .orElseThrow(() -> unknown("part", number, run.parts()));
    if (!part.done()) {
      TrainingModel model = runs.model(run, deadline);
      PartResult result =
          builder.build(
              run,
              model.definition(),
              part.objectKey(),
              tables.open(model),
              catalog.open(quarantine),
              deadline);
      runs.complete(run.id(), number, result, deadline);
    }
  }

  private void compare(TrainingRun run, int number, Deadline deadline) throws InterruptedException {
    if (number < 0 || number >= run.buckets()) {
      throw unknown("bucket", number, run.buckets());
    }
    if (!run.isBuilt()) {
      throw new IllegalArgumentException(
          "bucket held %d of run %s; expected none before all of its parts are built"
              .formatted(number, run.id()));
    }
    if (runs.buckets(run, deadline).containsKey(number)) {
      return;
    }
    List<Part> parts =
        runs.parts(run, deadline).stream().filter(part -> part.hashes().isPresent()).toList();
    RepeatedRows repeated = new RepeatedRows(tables.load(run.model()), number, deadline);
    runs.completeBucket(
        run.id(),
        number,
        repeated.delete(
            parts.stream().map(part -> part.hashes().get()).toList(),
            () -> runs.files(run.id(), parts.getFirst().number(), deadline).data()),
        deadline);
  }

  private static IllegalArgumentException unknown(String field, int held, int count) {
    return new IllegalArgumentException(
        "%s held %d; expected one of the run's %d %ss".formatted(field, held, count, field));
  }

  private TrainingAnswer commit(TrainingRun run, Deadline deadline) throws InterruptedException {
    try {
      runs.committed(run.id(), commit.commit(run, deadline), deadline);
      return TrainingAnswer.committed(known(run.id(), deadline));
    } catch (MissingFile missing) {
      return failed(run, missing, deadline);
    }
  }

  /**
   * Ends a run of which a file is gone. It is not built again: within the age that a run may have
   * nothing of ours deletes files, so that somebody has, who should know of it.
   */
  private TrainingAnswer failed(TrainingRun run, MissingFile missing, Deadline deadline)
      throws InterruptedException {
    TrainingRunFailed failure = new TrainingRunFailed(run, missing);
    if (runs.fail(run.id(), failure.getMessage(), deadline)) {
      throw failure;
    }
    return TrainingAnswer.found(known(run.id(), deadline));
  }

  /** The run, which is not too old to be gone on with. */
  private TrainingRun known(String runId, Deadline deadline) {
    TrainingRun run =
        runs.find(runId, deadline)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "run_id held \"%s\"; expected the id of a run".formatted(runId)));
    if (!run.isOver() && run.begun().plus(limits.maximumAge()).isBefore(clock.instant())) {
      throw new TrainingRunExpired(run, limits.maximumAge());
    }
    return run;
  }
}
