package dev.millrace.scoring.batch;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.stream.KinesisEvents;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Rejection;
import dev.millrace.features.plan.FeatureOutcome;
import dev.millrace.features.plan.FeatureVector;
import dev.millrace.features.plan.ModelFeatures;
import dev.millrace.features.plan.SampleDocument;
import dev.millrace.scoring.metrics.BatchOutcome;
import dev.millrace.scoring.metrics.ScoringMetrics;
import dev.millrace.scoring.model.PredictedValue;
import dev.millrace.scoring.prediction.LogRow;
import dev.millrace.scoring.prediction.Origin;
import dev.millrace.scoring.prediction.Prediction;
import dev.millrace.scoring.prediction.PredictionLog;
import dev.millrace.scoring.prediction.PredictionTable;
import dev.millrace.scoring.prediction.StoreResult;
import dev.millrace.scoring.prediction.StoredVersion;
import dev.millrace.scoring.quarantine.Quarantine;
import dev.millrace.scoring.route.RoutedModel;
import dev.millrace.scoring.route.RoutedModels;
import dev.millrace.scoring.score.AnsweredBy;
import dev.millrace.scoring.score.Score;
import dev.millrace.scoring.score.Scorer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Dry runs before the SnapStart snapshot, which keeps what they compiled: event, parser, metrics
 * and each remote call, none of which takes effect. A part that fails (an endpoint that is still
 * being created, say) is logged and left cold; the others go on.
 */
public final class WarmUp {
  private static final Duration TIME = Duration.ofSeconds(8);
  private static final int ROUNDS = 60;
  private static final int BATCH = 8;
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  private final String stream;
  private final RoutedModels models;
  private final Scorer scorer;
  private final PredictionTable table;
  private final PredictionLog log;
  private final Quarantine quarantine;
  private final ScoringMetrics metrics;
  private final InstantSource clock;

  /**
   * Goes through a batch before a snapshot is taken.
   *
   * @param stream whose first model scores it
   */
  public WarmUp(
      String stream,
      RoutedModels models,
      Scorer scorer,
      PredictionTable table,
      PredictionLog log,
      Quarantine quarantine,
      ScoringMetrics metrics,
      InstantSource clock) {
    this.stream = Objects.requireNonNull(stream);
    this.models = Objects.requireNonNull(models);
    this.scorer = Objects.requireNonNull(scorer);
    this.table = Objects.requireNonNull(table);
    this.log = Objects.requireNonNull(log);
    this.quarantine = Objects.requireNonNull(quarantine);
    this.metrics = Objects.requireNonNull(metrics);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * Warms one dependency; returns false if it does not answer, which leaves it out of the remaining
   * rounds.
   */
  @FunctionalInterface
  private interface Part {
    boolean rehearse(Deadline deadline);
  }

  /** Runs it once; what fails is logged and stops nothing. */
  public void run() {
    Instant now = clock.instant();
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put("the quarantine bucket", this::rehearseQuarantine);
    Deadline deadline = Deadline.after(TIME);
    Optional<RoutedModel> model = model(deadline);
    Optional<byte[]> document =
        model.flatMap(
            routed -> SampleDocument.of(routed.active().features().definition(), "warm-up", now));
    if (document.isPresent()) {
      addScoring(parts, model.get(), document.get(), now);
    } else {
      LOG.warn(
          "The warm-up leaves scoring cold: no model is bound to the stream, or no document can be made from its definition");
    }
    metrics.record(BatchOutcome.NOTHING);

    for (int round = 0; round < ROUNDS && !deadline.hasPassed(); round++) {
      Iterator<Map.Entry<String, Part>> each = parts.entrySet().iterator();
      while (each.hasNext() && !deadline.hasPassed()) {
        Map.Entry<String, Part> part = each.next();
        if (!succeeds(part.getKey(), part.getValue(), deadline)) {
          each.remove();
        }
      }
    }
  }

  private Optional<RoutedModel> model(Deadline deadline) {
    try {
      return models.boundTo(stream, deadline).models().stream().findFirst();
    } catch (SdkException unreadable) {
      LOG.warn("The models of the stream {} cannot be read: {}", stream, unreadable.getMessage());
      return Optional.empty();
    }
  }

  private void addScoring(
      Map<String, Part> parts, RoutedModel model, byte[] document, Instant now) {
    byte[] event = event(document, now);
    DocumentRecord record = parsed(model, event);
    Prediction sample = sample(model, record, document, now);
    LogRow row =
        new LogRow(
            new StoreResult(StoredVersion.PREDICTED, sample, now),
            AnsweredBy.name(sample.modelVersion(), 0),
            Origin.STREAM,
            now,
            0,
            new LogRow.Latencies(0, 0, 0));
    parts.put("the event", deadline -> parsed(model, event).id().equals(record.id()));
    parts.put("the predictions table", deadline -> rehearsePuts(sample, deadline));
    parts.put("the prediction log", deadline -> rehearseLog(row, deadline));
    parts.put("the model", deadline -> isScored(model, record, deadline));
  }

  private static boolean succeeds(String name, Part part, Deadline deadline) {
    String failure = "it did not answer";
    try {
      if (part.rehearse(deadline)) {
        return true;
      }
    } catch (SdkException failed) {
      failure = failed.getMessage();
    }
    if (!deadline.hasPassed()) {
      LOG.warn("The warm-up leaves {} cold: {}", name, failure);
    }
    return false;
  }

  private boolean rehearsePuts(Prediction sample, Deadline deadline) {
    for (int i = 0; i < BATCH; i++) {
      table.rehearsePut(sample, deadline);
    }
    return true;
  }

  private boolean rehearseLog(LogRow row, Deadline deadline) {
    log.rehearse(row, deadline);
    return true;
  }

  private boolean rehearseQuarantine(Deadline deadline) {
    quarantine.rehearse(deadline);
    return true;
  }

  private boolean isScored(RoutedModel model, DocumentRecord record, Deadline deadline) {
    return scorer
        .score(model, Collections.nCopies(BATCH, record), deadline, () -> false)
        .all()
        .stream()
        .allMatch(Score.Scored.class::isInstance);
  }

  /** What each of the event's records holds. */
  private static DocumentRecord parsed(RoutedModel model, byte[] event) {
    DocumentRecord document = null;
    try {
      for (StreamRecord record : KinesisEvents.read(new ByteArrayInputStream(event))) {
        switch (model.parser().parse(record.data(), record.arrival())) {
          case DocumentRecord parsed -> document = parsed;
          case Rejection rejection ->
              throw new IllegalStateException(
                  "The warm-up's own document was rejected: " + rejection.detail());
        }
      }
    } catch (IOException malformed) {
      throw new IllegalStateException("The warm-up's own event cannot be read", malformed);
    }
    return document;
  }

  private static Prediction sample(
      RoutedModel model, DocumentRecord record, byte[] document, Instant now) {
    ModelFeatures features = model.active().features();
    FeatureOutcome outcome = features.compute(record, features.keys(record), Map.of());
    if (!(outcome instanceof FeatureOutcome.Computed(FeatureVector vector))) {
      throw new IllegalStateException("The warm-up's own document has no features: " + outcome);
    }
    StreamPosition nowhere = new StreamPosition("warm-up", "shardId-000000000000", "0", 0);
    return Prediction.of(
        new Score.Scored(
            record,
            vector,
            new PredictedValue.OfNumber(0.5),
            "warm-up",
            "0.0.0",
            AnsweredBy.name("0.0.0", 0)),
        new StreamRecord(nowhere, "0", 0, "warm-up", now, document),
        now);
  }

  private static byte[] event(byte[] document, Instant now) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("Records");
          for (int i = 0; i < BATCH; i++) {
            json.writeStartObject();
            json.writeObjectFieldStart("kinesis");
            json.writeStringField("partitionKey", "warm-up");
            json.writeStringField("sequenceNumber", Integer.toString(i));
            json.writeBinaryField("data", document);
            json.writeNumberField("approximateArrivalTimestamp", now.getEpochSecond());
            json.writeEndObject();
            json.writeStringField("eventID", "shardId-000000000000:" + i);
            json.writeStringField(
                "eventSourceARN", "arn:aws:kinesis:eu-central-1:000000000000:stream/warm-up");
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
