package dev.millrace.scoring.batch;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.features.document.Reason;
import dev.millrace.scoring.metrics.BatchOutcome;
import dev.millrace.scoring.prediction.LogRow;
import dev.millrace.scoring.prediction.PredictionLog;
import dev.millrace.scoring.prediction.PredictionWrites;
import dev.millrace.scoring.quarantine.Quarantine;
import dev.millrace.scoring.quarantine.Quarantined;
import dev.millrace.scoring.route.BoundModels;
import dev.millrace.scoring.route.RoutedModel;
import dev.millrace.scoring.route.RoutedModels;
import dev.millrace.scoring.score.DefaultsTaken;
import dev.millrace.scoring.score.Scorer;
import dev.millrace.scoring.score.Scores;
import dev.millrace.scoring.score.Stopwatch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Scores a batch of records by each model that is bound to their stream, so that each record has
 * one outcome a model: answered, invalid or failed for now.
 *
 * <p>A record that failed for any model has everything behind it delivered again. Predictions are
 * stored all the same, for the puts are idempotent and the readers wait; log and quarantine are
 * written only up to the lowest failure, so that what is delivered again, or ends on the failure
 * pile together with it, is not accounted for twice.
 */
public final class BatchScoring {
  private static final Logger LOG = LoggerFactory.getLogger(BatchScoring.class);

  private final String stream;
  private final RoutedModels models;
  private final Scorer scorer;
  private final PredictionWrites predictions;
  private final PredictionLog log;
  private final Quarantine quarantine;
  private final InstantSource clock;
  private final Duration pause;

  /**
   * Scores the batches of a stream. For one thread at a time.
   *
   * @param stream by which models are bound to it
   * @param pause before it is looked again whether a model's first version is loaded
   */
  public BatchScoring(
      String stream,
      RoutedModels models,
      Scorer scorer,
      PredictionWrites predictions,
      PredictionLog log,
      Quarantine quarantine,
      InstantSource clock,
      Duration pause) {
    this.stream = Objects.requireNonNull(stream);
    this.models = Objects.requireNonNull(models);
    this.scorer = Objects.requireNonNull(scorer);
    this.predictions = Objects.requireNonNull(predictions);
    this.log = Objects.requireNonNull(log);
    this.quarantine = Objects.requireNonNull(quarantine);
    this.clock = Objects.requireNonNull(clock);
    this.pause = Objects.requireNonNull(pause);
  }

  /**
   * Scores the records of one shard, in the order of the stream.
   *
   * @param deliveredAt when the invocation began
   * @param scoring by when predictions must be stored; what is not by then has failed
   * @param accounting by when log and quarantine must be written
   */
  public BatchOutcome score(
      List<StreamRecord> delivered, Instant deliveredAt, Deadline scoring, Deadline accounting)
      throws InterruptedException {
    if (delivered.isEmpty()) {
      return BatchOutcome.NOTHING;
    }
    List<DeliveredRecord> records = DeliveredRecord.all(delivered);
    BoundModels bound;
    try {
      bound = bound(scoring);
    } catch (SdkException unreadable) {
      LOG.warn("The models of the stream {} cannot be read: {}", stream, unreadable.getMessage());
      return unrouted(records, "the routing could not be read");
    }
    if (bound.models().isEmpty() && !bound.waiting().isEmpty()) {
      return unrouted(records, "no version can answer yet of " + bound.waiting());
    }
    List<ModelBatch> batches = new ArrayList<>();
    for (RoutedModel model : bound.models()) {
      // A model that keeps its batch waiting leaves the others their share of the time.
      int left = bound.models().size() - batches.size();
      Deadline share = scoring.atMost(scoring.remaining().dividedBy(left));
      ModelBatch batch = new ModelBatch(model, records);
      batch.score(scorer, share, () -> isWorthWaiting(model, share));
      batch.store(predictions, deliveredAt, clock, share);
      batches.add(batch);
    }

    Stopwatch stopwatch = new Stopwatch();
    int end = redeliveredFrom(records, batches);
    batches.forEach(batch -> batch.writeLog(log, end, accounting));
    long logMillis = stopwatch.lap();
    Map<Reason, Integer> quarantined = writeQuarantine(records, batches, accounting);
    long quarantineMillis = stopwatch.lap();

    int lowest = redeliveredFrom(records, batches);
    List<LogRow> rows =
        batches.stream().flatMap(batch -> batch.rowsBefore(lowest).stream()).toList();
    Map<String, Integer> failures = new TreeMap<>();
    batches.forEach(batch -> batch.addFailures(failures));
    return new BatchOutcome(
        records.size() * batches.size(),
        batches.isEmpty() ? records.size() : 0,
        retries(records, batches),
        (records.size() - lowest) * batches.size(),
        failures,
        rows,
        quarantined,
        new BatchOutcome.CallTimes(
            sum(batches, batch -> batch.scores().lookUpMillis()),
            sum(batches, batch -> batch.scores().modelMillis()),
            sum(batches, ModelBatch::storeMillis),
            rows.isEmpty() ? OptionalLong.empty() : OptionalLong.of(logMillis),
            quarantined.isEmpty() ? OptionalLong.empty() : OptionalLong.of(quarantineMillis)),
        batches.stream().map(ModelBatch::scores).mapToInt(Scores::cacheHits).sum(),
        batches.stream().map(ModelBatch::scores).mapToInt(Scores::cacheMisses).sum(),
        batches.stream()
            .map(batch -> batch.scores().defaults())
            .reduce(DefaultsTaken.NONE, DefaultsTaken::plus));
  }

  /** Where no bound model can answer yet, nobody is kept waiting by waiting for one. */
  private BoundModels bound(Deadline deadline) {
    BoundModels bound = models.boundTo(stream, deadline);
    while (bound.models().isEmpty()
        && !bound.waiting().isEmpty()
        && deadline.pauseUnlessInterrupted(pause)) {
      bound = models.boundTo(stream, deadline);
    }
    return bound;
  }

  private static BatchOutcome unrouted(List<DeliveredRecord> records, String cause) {
    return BatchOutcome.unrouted(
        records.size(), records.getFirst().record().deliveredSequenceNumber(), cause);
  }

  /** A model that refuses everything may be rolled back meanwhile: then another one is asked. */
  private boolean isWorthWaiting(RoutedModel model, Deadline deadline) {
    try {
      return models.isCurrent(model, deadline);
    } catch (SdkException unreadable) {
      LOG.warn("The routes of {} cannot be read: {}", model.name(), unreadable.getMessage());
      return true;
    }
  }

  private static OptionalLong sum(
      List<ModelBatch> batches, Function<ModelBatch, OptionalLong> time) {
    return batches.stream()
        .map(time)
        .filter(OptionalLong::isPresent)
        .map(OptionalLong::getAsLong)
        .reduce(Long::sum)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  private Map<Reason, Integer> writeQuarantine(
      List<DeliveredRecord> records, List<ModelBatch> batches, Deadline deadline) {
    int end = redeliveredFrom(records, batches);
    List<Quarantined> invalid = new ArrayList<>();
    batches.forEach(batch -> batch.addInvalid(end, invalid));
    if (!quarantine.put(invalid, deadline)) {
      batches.forEach(batch -> batch.failInvalid(end, "the quarantine bucket did not take it"));
      return Map.of();
    }
    Map<Reason, Integer> counts = new EnumMap<>(Reason.class);
    invalid.forEach(one -> counts.merge(one.rejection().reason(), 1, Integer::sum));
    return counts;
  }

  /**
   * Where what is delivered again begins: at the lowest failure of any model, or at the first part
   * of the aggregated record that it is a part of.
   */
  private static int redeliveredFrom(List<DeliveredRecord> records, List<ModelBatch> batches) {
    int first = 0;
    for (int i = 0; i < records.size(); i++) {
      if (!records.get(first).isDeliveredWith(records.get(i))) {
        first = i;
      }
      if (isFailed(batches, i)) {
        return first;
      }
    }
    return records.size();
  }

  private static boolean isFailed(List<ModelBatch> batches, int place) {
    return batches.stream()
        .anyMatch(batch -> batch.outcomes()[place] instanceof RecordOutcome.Failed);
  }

  private static List<String> retries(List<DeliveredRecord> records, List<ModelBatch> batches) {
    List<String> retries = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      String sequenceNumber = records.get(i).record().deliveredSequenceNumber();
      if (isFailed(batches, i)
          && (retries.isEmpty() || !retries.getLast().equals(sequenceNumber))) {
        retries.add(sequenceNumber);
      }
    }
    return retries;
  }
}
