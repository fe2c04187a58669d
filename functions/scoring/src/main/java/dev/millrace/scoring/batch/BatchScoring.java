package dev.millrace.scoring.batch;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.AggregatedRecords;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.features.document.DocumentParser;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.ParsedDocument;
import dev.millrace.features.document.Reason;
import dev.millrace.features.document.Rejection;
import dev.millrace.scoring.metrics.BatchOutcome;
import dev.millrace.scoring.model.WhenFeaturesDiffer;
import dev.millrace.scoring.prediction.LogRow;
import dev.millrace.scoring.prediction.Prediction;
import dev.millrace.scoring.prediction.PredictionLog;
import dev.millrace.scoring.prediction.PredictionWrites;
import dev.millrace.scoring.prediction.StoreResult;
import dev.millrace.scoring.quarantine.Quarantine;
import dev.millrace.scoring.quarantine.Quarantined;
import dev.millrace.scoring.score.Score;
import dev.millrace.scoring.score.Scorer;
import dev.millrace.scoring.score.Scores;
import dev.millrace.scoring.score.Stopwatch;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Scores a batch of records so that each has one fate: answered, invalid or failed for now.
 *
 * <p>A failed record has everything behind it delivered again. Predictions are stored all the same,
 * for the puts are idempotent and the readers wait; log and quarantine are written only up to the
 * lowest failure, so that what is delivered again, or ends on the failure pile together with it, is
 * not accounted for twice.
 */
public final class BatchScoring {
  private final DocumentParser parser;
  private final Scorer scorer;
  private final PredictionWrites predictions;
  private final PredictionLog log;
  private final Quarantine quarantine;
  private final InstantSource clock;

  /** Scores the batches of a stream. Thread-safe. */
  public BatchScoring(
      DocumentParser parser,
      Scorer scorer,
      PredictionWrites predictions,
      PredictionLog log,
      Quarantine quarantine,
      InstantSource clock) {
    this.parser = Objects.requireNonNull(parser);
    this.scorer = Objects.requireNonNull(scorer);
    this.predictions = Objects.requireNonNull(predictions);
    this.log = Objects.requireNonNull(log);
    this.quarantine = Objects.requireNonNull(quarantine);
    this.clock = Objects.requireNonNull(clock);
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
    List<StreamRecord> records = new ArrayList<>(delivered.size());
    List<ParsedDocument> documents = new ArrayList<>(delivered.size());
    for (StreamRecord record : delivered) {
      if (AggregatedRecords.isAggregated(record.data())) {
        takeApart(record, records, documents);
      } else {
        records.add(record);
        documents.add(parser.parse(record.data(), record.arrival()));
      }
    }
    RecordOutcome[] fates = new RecordOutcome[records.size()];
    Scores scores = scoreDocuments(documents, fates, scoring);
    OptionalLong storeMillis = store(records, deliveredAt, scores, fates, scoring);

    Stopwatch stopwatch = new Stopwatch();
    List<LogRow> rows = writeLog(records, fates, accounting);
    long logMillis = stopwatch.lap();
    Map<Reason, Integer> quarantined = writeQuarantine(records, fates, accounting);
    long quarantineMillis = stopwatch.lap();

    int lowest = redeliveredFrom(records, fates);
    return new BatchOutcome(
        records.size(),
        retries(records, fates),
        records.size() - lowest,
        failures(fates),
        rows.subList(0, answeredBefore(fates, lowest)),
        quarantined,
        new BatchOutcome.CallTimes(
            scores.lookUpMillis(),
            scores.modelMillis(),
            storeMillis,
            rows.isEmpty() ? OptionalLong.empty() : OptionalLong.of(logMillis),
            quarantined.isEmpty() ? OptionalLong.empty() : OptionalLong.of(quarantineMillis)),
        scores.cacheHits(),
        scores.cacheMisses(),
        scores.defaults());
  }

  private void takeApart(
      StreamRecord packed, List<StreamRecord> records, List<ParsedDocument> documents) {
    Optional<List<StreamRecord>> parts = AggregatedRecords.takeApart(packed);
    if (parts.isEmpty()) {
      records.add(packed);
      documents.add(
          new Rejection(
              Optional.empty(),
              Reason.KPL_AGGREGATED,
              "The record begins as KPL-aggregated records do and held %d bytes that cannot be taken apart; expected "
                      .formatted(packed.data().length)
                  + "an intact aggregated record or a JSON document"));
      return;
    }
    for (StreamRecord part : parts.get()) {
      records.add(part);
      documents.add(parser.parse(part.data(), part.arrival()));
    }
  }

  /** Settles the fate of every record but those that were scored. */
  private Scores scoreDocuments(
      List<ParsedDocument> documents, RecordOutcome[] fates, Deadline deadline) {
    List<DocumentRecord> scorable = new ArrayList<>(documents.size());
    for (int i = 0; i < fates.length; i++) {
      switch (documents.get(i)) {
        case DocumentRecord document -> scorable.add(document);
        case Rejection rejection -> fates[i] = new RecordOutcome.Invalid(rejection);
      }
    }
    Scores scores = scorer.score(scorable, deadline, WhenFeaturesDiffer.WAIT);
    int next = 0;
    for (int i = 0; i < fates.length; i++) {
      if (fates[i] == null) {
        fates[i] =
            switch (scores.all().get(next++)) {
              case Score.Scored scored -> null;
              case Score.Refused(DocumentRecord document, Reason reason, String detail) ->
                  new RecordOutcome.Invalid(
                      new Rejection(Optional.of(document.id()), reason, detail));
              case Score.Unavailable(DocumentRecord document, String cause) ->
                  new RecordOutcome.Failed(cause);
            };
      }
    }
    return scores;
  }

  /**
   * Stores what was scored, settles its fate, and gives the time that it took in milliseconds;
   * empty where there was nothing to store.
   */
  private OptionalLong store(
      List<StreamRecord> records,
      Instant deliveredAt,
      Scores scores,
      RecordOutcome[] fates,
      Deadline deadline)
      throws InterruptedException {
    List<Score.Scored> scored =
        scores.all().stream()
            .filter(Score.Scored.class::isInstance)
            .map(Score.Scored.class::cast)
            .toList();
    List<Integer> places = new ArrayList<>(scored.size());
    List<Prediction> candidates = new ArrayList<>(scored.size());
    for (int i = 0; i < fates.length; i++) {
      if (fates[i] == null) {
        candidates.add(Prediction.of(scored.get(places.size()), records.get(i), clock.instant()));
        places.add(i);
      }
    }
    if (candidates.isEmpty()) {
      return OptionalLong.empty();
    }
    Stopwatch stopwatch = new Stopwatch();
    List<Optional<StoreResult>> stored = predictions.put(candidates, deadline);
    long storeMillis = stopwatch.lap();
    LogRow.Latencies latencies =
        new LogRow.Latencies(
            scores.lookUpMillis().orElse(0), scores.modelMillis().orElse(0), storeMillis);
    for (int i = 0; i < places.size(); i++) {
      int place = places.get(i);
      int redrives = records.get(place).redrives();
      fates[place] =
          stored
              .get(i)
              .<RecordOutcome>map(
                  outcome ->
                      new RecordOutcome.Answered(
                          new LogRow(outcome, deliveredAt, redrives, latencies)))
              .orElseGet(() -> new RecordOutcome.Failed("the prediction could not be stored"));
    }
    return OptionalLong.of(storeMillis);
  }

  private List<LogRow> writeLog(
      List<StreamRecord> records, RecordOutcome[] fates, Deadline deadline) {
    List<LogRow> rows = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    int lowest = redeliveredFrom(records, fates);
    for (int i = 0; i < lowest; i++) {
      if (fates[i] instanceof RecordOutcome.Answered(LogRow row)) {
        rows.add(row);
        places.add(i);
      }
    }
    BitSet notTaken = log.put(rows, deadline);
    notTaken.stream()
        .forEach(
            i ->
                fates[places.get(i)] =
                    new RecordOutcome.Failed("the prediction log did not take its row"));
    return rows;
  }

  private Map<Reason, Integer> writeQuarantine(
      List<StreamRecord> records, RecordOutcome[] fates, Deadline deadline) {
    List<Quarantined> invalid = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    Map<Reason, Integer> counts = new EnumMap<>(Reason.class);
    int lowest = redeliveredFrom(records, fates);
    for (int i = 0; i < lowest; i++) {
      if (fates[i] instanceof RecordOutcome.Invalid(Rejection rejection)) {
        invalid.add(new Quarantined(records.get(i), rejection));
        places.add(i);
        counts.merge(rejection.reason(), 1, Integer::sum);
      }
    }
    if (quarantine.put(invalid, deadline)) {
      return counts;
    }
    places.forEach(
        i -> fates[i] = new RecordOutcome.Failed("the quarantine bucket did not take it"));
    return Map.of();
  }

  /**
   * Where what is delivered again begins: at the lowest failure, or at the first part of the
   * aggregated record that it is a part of.
   */
  private static int redeliveredFrom(List<StreamRecord> records, RecordOutcome[] fates) {
    int first = 0;
    for (int i = 0; i < fates.length; i++) {
      if (!isDeliveredWith(records, first, i)) {
        first = i;
      }
      if (fates[i] instanceof RecordOutcome.Failed) {
        return first;
      }
    }
    return fates.length;
  }

  private static boolean isDeliveredWith(List<StreamRecord> records, int one, int other) {
    return records
        .get(one)
        .deliveredSequenceNumber()
        .equals(records.get(other).deliveredSequenceNumber());
  }

  private static int answeredBefore(RecordOutcome[] fates, int end) {
    int answered = 0;
    for (int i = 0; i < end; i++) {
      if (fates[i] instanceof RecordOutcome.Answered) {
        answered++;
      }
    }
    return answered;
  }

  private static List<String> retries(List<StreamRecord> records, RecordOutcome[] fates) {
    List<String> retries = new ArrayList<>();
    for (int i = 0; i < fates.length; i++) {
      String sequenceNumber = records.get(i).deliveredSequenceNumber();
      if (fates[i] instanceof RecordOutcome.Failed
          && (retries.isEmpty() || !retries.getLast().equals(sequenceNumber))) {
        retries.add(sequenceNumber);
      }
    }
    return retries;
  }

  private static Map<String, Integer> failures(RecordOutcome[] fates) {
    Map<String, Integer> failures = new TreeMap<>();
    for (RecordOutcome fate : fates) {
      if (fate instanceof RecordOutcome.Failed(String cause)) {
        failures.merge(cause, 1, Integer::sum);
      }
    }
    return failures;
  }
}
