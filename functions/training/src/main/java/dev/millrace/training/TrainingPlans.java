package dev.millrace.training;

import dev.millrace.common.Deadline;
import dev.millrace.common.InvalidInput;
import dev.millrace.common.Json;
import dev.millrace.common.concurrent.BoundedTasks;
import dev.millrace.tables.TableDefinition;
import dev.millrace.tables.TableOptimizers;
import dev.millrace.tables.bronze.ManifestRow;
import dev.millrace.tables.bronze.ManifestTable;
import dev.millrace.training.model.FeatureTables;
import dev.millrace.training.model.TrainingModel;
import dev.millrace.training.run.TrainingLimits;
import dev.millrace.training.run.TrainingRequest.Begin;
import dev.millrace.training.run.TrainingRequest.Source;
import dev.millrace.training.run.TrainingRun;
import dev.millrace.training.run.TrainingRuns;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Plans training sets: each object of bronze with records that arrived in the range becomes a part
 * of the run. What is older than training sets are kept is deleted before.
 */
final class TrainingPlans {
  private static final int SHARDS_AT_ONCE = 8;
  private static final Logger LOG = LoggerFactory.getLogger(TrainingPlans.class);

  private final ModelDefinitions models;
  private final FeatureTables tables;
  private final Optional<TableOptimizers> optimizers;
  private final ManifestTable manifest;
  private final TrainingRuns runs;
  private final TrainingRetention retention;
  private final TrainingLimits limits;
  private final InstantSource clock;

  TrainingPlans(
      ModelDefinitions models,
      FeatureTables tables,
      Optional<TableOptimizers> optimizers,
      ManifestTable manifest,
      TrainingRuns runs,
      TrainingRetention retention,
      TrainingLimits limits,
      InstantSource clock) {
    this.models = models;
    this.tables = tables;
    this.optimizers = optimizers;
    this.manifest = manifest;
    this.runs = runs;
    this.retention = retention;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Stores a new run, which waits for {@link TrainingSets#resume}, and sees to its table.
   *
   * @return its id
   * @throws InvalidInput when the model cannot be had, a feature of it had another type before, or
   *     the range holds more than a training set takes
   */
  String plan(Begin begin, Deadline deadline) throws InterruptedException {
    TrainingModel model = models.find(begin.model(), deadline);
    List<ManifestRow> objects = objects(begin, deadline);
    int buckets = buckets(begin, objects);
    tables.open(model);
    keepInOrder(tables.definition(model.name()));
    retention.apply();
    TrainingRun run =
        TrainingRun.planned(
            TrainingRun.newId(clock.instant()),
            begin.from(),
            begin.to(),
            begin.source(),
            model,
            objects.size(),
            buckets);
    runs.put(run, model, objects.stream().map(ManifestRow::objectKey).toList(), deadline);
    return run.id();
  }

  /** A set is built all the same where Glue refuses: the next run asks it again. */
  private void keepInOrder(TableDefinition table) {
    try {
      optimizers.ifPresent(glue -> glue.set(table));
    } catch (SdkException refused) {
      LOG.error(
          "Glue does not keep {} in order: its files are not compacted, and no snapshot of it expires",
          table.name(),
          refused);
    }
  }

  private List<ManifestRow> objects(Begin begin, Deadline deadline) throws InterruptedException {
    String stream = begin.source().stream();
    List<ManifestRow> objects =
        new BoundedTasks(SHARDS_AT_ONCE)
                .all(
                    manifest.shards(stream, deadline),
                    shard ->
                        manifest.rowsThatArrived(stream, shard, begin.from(), begin.to(), deadline),
                    deadline)
                .stream()
                .flatMap(List::stream)
                .toList();
    if (objects.size() > limits.parts()) {
      throw tooLarge(begin, objects.size(), limits.parts(), "objects of bronze");
    }
    return objects;
  }

  /** As many as give each few enough records; of documents no record is there twice. */
  private int buckets(Begin begin, List<ManifestRow> objects) {
    if (begin.source() == Source.DOCUMENTS) {
      return 0;
    }
    long records = objects.stream().mapToLong(ManifestRow::recordCount).sum();
    long most = (long) limits.buckets() * limits.bucketRecords();
    if (records > most) {
      throw tooLarge(begin, records, most, "records");
    }
    return Math.toIntExact(Math.ceilDiv(records, limits.bucketRecords()));
  }

  private static InvalidInput tooLarge(Begin begin, long held, long most, String what) {
    return InvalidInput.field(
        "to",
        Json.time(begin.to()),
        "an earlier time: from %s on, %,d %s arrived until then, and a training set takes at most %,d; build several"
            .formatted(Json.time(begin.from()), held, what, most));
  }
}
