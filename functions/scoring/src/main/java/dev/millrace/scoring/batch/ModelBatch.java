package dev.millrace.scoring.batch;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Reason;
import dev.millrace.features.document.Rejection;
import dev.millrace.scoring.prediction.LogRow;
import dev.millrace.scoring.prediction.Origin;
import dev.millrace.scoring.prediction.Prediction;
import dev.millrace.scoring.prediction.PredictionLog;
import dev.millrace.scoring.prediction.PredictionWrites;
import dev.millrace.scoring.prediction.StoreResult;
import dev.millrace.scoring.quarantine.Quarantined;
import dev.millrace.scoring.route.RoutedModel;
import dev.millrace.scoring.score.Score;
import dev.millrace.scoring.score.Scorer;
import dev.millrace.scoring.score.Scores;
import dev.millrace.scoring.score.Stopwatch;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** A batch of records and what becomes of each by one model. Used once, by one thread. */
final class ModelBatch {
  private final RoutedModel model;
  private final List<DeliveredRecord> records;
  private final RecordOutcome[] outcomes;
  private Scores scores;
  private OptionalLong storeMillis = OptionalLong.empty();
  private List<LogRow> rows = List.of();

  ModelBatch(RoutedModel model, List<DeliveredRecord> records) {
    this.model = model;
    this.records = records;
    this.outcomes = new RecordOutcome[records.size()];
  }

  /** What scoring came to, and how long it took. */
  Scores scores() {
    return scores;
  }

  /** How long storing took, in milliseconds; empty where there was nothing to store. */
  OptionalLong storeMillis() {
    return storeMillis;
  }

  RecordOutcome[] outcomes() {
    return outcomes;
  }

  /** Settles the outcome of every record but those that were scored. */
  void score(Scorer scorer, Deadline deadline, BooleanSupplier worthWaiting) {
    List<DocumentRecord> scorable = new ArrayList<>(outcomes.length);
    for (int i = 0; i < outcomes.length; i++) {
      DeliveredRecord delivered = records.get(i);
      if (delivered.unreadable().isPresent()) {
        outcomes[i] = new RecordOutcome.Invalid(delivered.unreadable().get());
        continue;
      }
      StreamRecord record = delivered.record();
      switch (model.parser().parse(record.data(), record.arrival())) {
        case DocumentRecord document -> scorable.add(document);
        case Rejection rejection -> outcomes[i] = new RecordOutcome.Invalid(rejection);
      }
    }
    scores = scorer.score(model, scorable, deadline, worthWaiting);
    int next = 0;
    for (int i = 0; i < outcomes.length; i++) {
      if (outcomes[i] == null) {
        outcomes[i] =
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
  }

  /** Stores what was scored, and settles its outcome. */
  void store(
      PredictionWrites predictions, Instant deliveredAt, InstantSource clock, Deadline deadline)
      throws InterruptedException {
    List<Score.Scored> scored =
        scores.all().stream()
            .filter(Score.Scored.class::isInstance)
            .map(Score.Scored.class::cast)
            .toList();
    List<Integer> places = new ArrayList<>(scored.size());
    List<Prediction> candidates = new ArrayList<>(scored.size());
    for (int i = 0; i < outcomes.length; i++) {
      if (outcomes[i] == null) {
        candidates.add(
            Prediction.of(scored.get(places.size()), records.get(i).record(), clock.instant()));
        places.add(i);
      }
    }
    if (candidates.isEmpty()) {
      return;
    }
    Stopwatch stopwatch = new Stopwatch();
    List<Optional<StoreResult>> stored = predictions.put(candidates, deadline);
    long millis = stopwatch.lap();
    storeMillis = OptionalLong.of(millis);
    for (int i = 0; i < places.size(); i++) {
      Score.Scored score = scored.get(i);
      LogRow.Latencies latencies =
          new LogRow.Latencies(scores.lookUpMillis().orElse(0), score.by().modelMillis(), millis);
      int redrives = records.get(places.get(i)).record().redrives();
      outcomes[places.get(i)] =
          stored
              .get(i)
              .<RecordOutcome>map(
                  result ->
                      new RecordOutcome.Answered(
                          new LogRow(
                              result, score.by(), Origin.STREAM, deliveredAt, redrives, latencies)))
              .orElseGet(() -> new RecordOutcome.Failed("the prediction could not be stored"));
    }
  }

  /** Logs what was answered before {@code end}; what the log does not take has failed. */
  void writeLog(PredictionLog log, int end, Deadline deadline) {
    rows = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < end; i++) {
      if (outcomes[i] instanceof RecordOutcome.Answered(LogRow row)) {
        rows.add(row);
        places.add(i);
      }
    }
    BitSet notTaken = log.put(rows, deadline);
    notTaken.stream()
        .forEach(
            i ->
                outcomes[places.get(i)] =
                    new RecordOutcome.Failed("the prediction log did not take its row"));
  }

  /** The rows that were logged of records before {@code end}. */
  List<LogRow> rowsBefore(int end) {
    int answered = 0;
    for (int i = 0; i < end; i++) {
      if (outcomes[i] instanceof RecordOutcome.Answered) {
        answered++;
      }
    }
    return rows.subList(0, answered);
  }

  /** Adds what is invalid of the records before {@code end}. */
  void addInvalid(int end, List<Quarantined> invalid) {
    for (int i = 0; i < end; i++) {
      if (outcomes[i] instanceof RecordOutcome.Invalid(Rejection rejection)) {
        invalid.add(new Quarantined(records.get(i).record(), model.name(), rejection));
      }
    }
  }

  /** What is invalid of the records before {@code end} has failed for now. */
  void failInvalid(int end, String cause) {
    for (int i = 0; i < end; i++) {
      if (outcomes[i] instanceof RecordOutcome.Invalid) {
        outcomes[i] = new RecordOutcome.Failed(cause);
      }
    }
  }

  /** Adds how many have failed for now, by cause. */
  void addFailures(Map<String, Integer> failures) {
    for (RecordOutcome outcome : outcomes) {
      if (outcome instanceof RecordOutcome.Failed(String cause)) {
        failures.merge(cause, 1, Integer::sum);
      }
    }
  }
}
