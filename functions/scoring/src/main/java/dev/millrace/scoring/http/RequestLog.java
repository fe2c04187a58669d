package dev.millrace.scoring.http;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.ParsedDocument;
import dev.millrace.scoring.prediction.LogRow;
import dev.millrace.scoring.prediction.Origin;
import dev.millrace.scoring.prediction.Prediction;
import dev.millrace.scoring.prediction.PredictionLog;
import dev.millrace.scoring.prediction.StoreResult;
import dev.millrace.scoring.prediction.StoredVersion;
import dev.millrace.scoring.score.Score;
import dev.millrace.scoring.score.Scores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The log of what requests were answered: a log that does not take it never fails the answer. For
 * one thread at a time.
 */
public final class RequestLog {
  /** What an answer may wait for the log. */
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final PredictionLog log;
  private boolean rehearsing;

  /** Logs requests among the stream's predictions. */
  public RequestLog(PredictionLog log) {
    this.log = Objects.requireNonNull(log);
  }

  /**
   * The rows of a request's predictions.
   *
   * @param parsed the documents of the request
   * @param scored those of them that are records
   */
  static List<LogRow> rows(
      String requestId,
      List<ParsedDocument> parsed,
      Scores scored,
      Instant arrival,
      Instant answered) {
    List<LogRow> rows = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < parsed.size(); i++) {
      if (parsed.get(i) instanceof DocumentRecord
          && scored.all().get(next++) instanceof Score.Scored score) {
        Prediction prediction =
            Prediction.of(
                score, new StreamPosition(LogRow.REQUEST, "", requestId, i), arrival, "", answered);
        rows.add(
            new LogRow(
                new StoreResult(StoredVersion.PREDICTED, prediction, answered),
                score.by(),
                Origin.REQUEST,
                arrival,
                0,
                new LogRow.Latencies(
                    scored.lookUpMillis().orElse(0), score.by().modelMillis(), 0)));
      }
    }
    return rows;
  }

  /** Whether rows are encoded and dropped from now on: nobody asked for what they tell. */
  void rehearse(boolean on) {
    rehearsing = on;
  }

  /** Logs rows, and gives how many the log did not take in time. */
  int put(List<LogRow> rows, Deadline deadline) {
    if (rehearsing) {
      rows.forEach(row -> log.rehearse(row, deadline));
      return 0;
    }
    return log.put(rows, deadline.atMost(LONGEST)).cardinality();
  }
}
