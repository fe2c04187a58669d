package dev.millrace.scoring.metrics;

import dev.millrace.features.document.Reason;
import dev.millrace.scoring.prediction.LogRow;
import dev.millrace.scoring.score.DefaultsTaken;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What became of a batch. Records behind the lowest failure are delivered again with it, so only
 * those before it count as answered or quarantined here.
 *
 * @param received how many records were delivered, those taken out of aggregated ones counted
 *     singly, each once for each model that scores the stream; so are all counts below
 * @param unbound how many records were delivered that no model scores
 * @param retries delivered sequence numbers of what failed for now, lowest first
 * @param retried how many records are delivered again
 * @param rows log rows of the records that were answered
 * @param failures how many records failed for now, by cause
 * @param quarantined how many records, by reason
 * @param defaults taken because something was wrong
 */
public record BatchOutcome(
    int received,
    int unbound,
    List<String> retries,
    int retried,
    Map<String, Integer> failures,
    List<LogRow> rows,
    Map<Reason, Integer> quarantined,
    CallTimes calls,
    int cacheHits,
    int cacheMisses,
    DefaultsTaken defaults) {

  /** How long the batch's remote calls took, in milliseconds; empty for what was not called. */
  public record CallTimes(
      OptionalLong lookUp,
      OptionalLong model,
      OptionalLong store,
      OptionalLong log,
      OptionalLong quarantine) {
    static final CallTimes NONE =
        new CallTimes(
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty());
  }

  /**
   * Of a batch that no model could score yet: all of it is delivered again.
   *
   * @param first the lowest sequence number
   * @param cause why not
   */
  public static BatchOutcome unrouted(int records, String first, String cause) {
    return new BatchOutcome(
        records,
        0,
        List.of(first),
        records,
        Map.of(cause, records),
        List.of(),
        Map.of(),
        CallTimes.NONE,
        0,
        0,
        DefaultsTaken.NONE);
  }

  /** Of a batch without records. */
  public static final BatchOutcome NOTHING =
      new BatchOutcome(
          0,
          0,
          List.of(),
          0,
          Map.of(),
          List.of(),
          Map.of(),
          CallTimes.NONE,
          0,
          0,
          DefaultsTaken.NONE);
}
