package dev.millrace.scoring.backfill;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Rejection;
import dev.millrace.scoring.prediction.ForeignItem;
import dev.millrace.scoring.prediction.LogRow;
import dev.millrace.scoring.prediction.Origin;
import dev.millrace.scoring.prediction.Prediction;
import dev.millrace.scoring.prediction.PredictionLog;
import dev.millrace.scoring.prediction.PredictionTable;
import dev.millrace.scoring.prediction.PredictionWrites;
import dev.millrace.scoring.prediction.StoreResult;
import dev.millrace.scoring.prediction.StoredVersion;
import dev.millrace.scoring.route.RoutedModel;
import dev.millrace.scoring.score.AnsweredBy;
import dev.millrace.scoring.score.Score;
import dev.millrace.scoring.score.Scorer;
import dev.millrace.scoring.score.Scores;
import dev.millrace.scoring.score.Stopwatch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Scores a batch of archived records by a named version, stores the predictions and logs them. All
 * of it may be done twice, to the same effect. For one thread at a time.
 */
public final class BackfillBatch {
  private static final int ATTEMPTS = 3;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Scorer scorer;
  private final PredictionTable table;
  private final PredictionWrites writes;
  private final PredictionLog log;
  private final InstantSource clock;

  /** Batches of any run. */
  public BackfillBatch(
      Scorer scorer,
      PredictionTable table,
      PredictionWrites writes,
      PredictionLog log,
      InstantSource clock) {
    this.scorer = Objects.requireNonNull(scorer);
    this.table = Objects.requireNonNull(table);
    this.writes = Objects.requireNonNull(writes);
    this.log = Objects.requireNonNull(log);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * What became of the records.
   *
   * @throws BackfillUnanswered when a service did not answer for one of them
   */
  BackfillCounts score(RoutedModel model, List<StreamRecord> records, Deadline deadline)
      throws InterruptedException {
    Instant begun = clock.instant();
    List<StreamRecord> sources = new ArrayList<>();
    List<DocumentRecord> documents = new ArrayList<>();
    for (StreamRecord record : records) {
      switch (model.parser().parse(record.data(), record.arrival())) {
        case DocumentRecord document -> {
          sources.add(record);
          documents.add(document);
        }
        case Rejection rejection -> {}
      }
    }
    Scores scores = scorer.score(model, documents, deadline, () -> false);
    List<Score.Scored> scored = new ArrayList<>();
    List<Prediction> candidates = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      switch (scores.all().get(i)) {
        case Score.Scored score -> {
          scored.add(score);
          candidates.add(Prediction.of(score, sources.get(i), clock.instant()));
        }
        case Score.Refused refused -> {}
        case Score.Unavailable(DocumentRecord document, String cause) ->
            throw new BackfillUnanswered(cause);
      }
    }
    Stopwatch stopwatch = new Stopwatch();
    List<Optional<StoreResult>> stored = store(candidates, deadline);
    long storeMillis = stopwatch.lap();
    List<LogRow> rows = new ArrayList<>();
    for (int i = 0; i < scored.size(); i++) {
      Score.Scored score = scored.get(i);
      Prediction candidate = candidates.get(i);
      LogRow.Latencies latencies =
          new LogRow.Latencies(
              scores.lookUpMillis().orElse(0), score.by().modelMillis(), storeMillis);
      stored
          .get(i)
          .ifPresent(
              result ->
                  rows.add(
                      new LogRow(
                          asOf(candidate, result),
                          AnsweredBy.name(score.modelVersion(), score.by().modelMillis()),
                          Origin.BACKFILL,
                          begun,
                          0,
                          latencies)));
    }
    if (!log.put(rows, deadline).isEmpty()) {
      throw new BackfillUnanswered("the prediction log did not take every row");
    }
    return counts(records.size(), candidates.size(), rows);
  }

  /** What a newer version predicted for the same record stays: this version's is a duplicate. */
  private static StoreResult asOf(Prediction candidate, StoreResult result) {
    return result.prediction().modelVersion().equals(candidate.modelVersion())
        ? result
        : new StoreResult(StoredVersion.DUPLICATE, candidate, result.at());
  }

  /** What became of each; empty for one whose place holds something else. */
  private List<Optional<StoreResult>> store(List<Prediction> candidates, Deadline deadline)
      throws InterruptedException {
    List<Optional<StoreResult>> results = new ArrayList<>(writes.put(candidates, deadline));
    for (int attempt = 1; attempt < ATTEMPTS && results.contains(Optional.empty()); attempt++) {
      if (!deadline.pause(PAUSE)) {
        break;
      }
      List<Integer> left = new ArrayList<>();
      for (int i = 0; i < results.size(); i++) {
        if (results.get(i).isEmpty()) {
          left.add(i);
        }
      }
      List<Optional<StoreResult>> again =
          writes.put(left.stream().map(candidates::get).toList(), deadline);
      for (int i = 0; i < left.size(); i++) {
        results.set(left.get(i), again.get(i));
      }
    }
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i).isEmpty() && !isForeign(candidates.get(i), deadline)) {
        throw new BackfillUnanswered("a prediction could not be stored");
      }
    }
    return results;
  }

  private boolean isForeign(Prediction candidate, Deadline deadline) {
    try {
      table.find(candidate.id(), candidate.model(), deadline);
      return false;
    } catch (ForeignItem foreign) {
      return true;
    }
  }

  private static BackfillCounts counts(int read, int candidates, List<LogRow> rows) {
    return new BackfillCounts(
        read,
        count(rows, StoredVersion.PREDICTED),
        count(rows, StoredVersion.DUPLICATE),
        count(rows, StoredVersion.SUPERSEDED),
        read - candidates,
        candidates - rows.size());
  }

  private static long count(List<LogRow> rows, StoredVersion standing) {
    return rows.stream().filter(row -> row.stored().standing() == standing).count();
  }
}
