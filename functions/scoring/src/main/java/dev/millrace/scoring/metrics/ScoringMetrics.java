package dev.millrace.scoring.metrics;

import dev.millrace.common.FunctionMetrics;
import dev.millrace.features.document.Reason;
import dev.millrace.scoring.prediction.LogRow;
import dev.millrace.scoring.prediction.StoredVersion;
import dev.millrace.scoring.score.DefaultsTaken;
import dev.millrace.scoring.score.Scores;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what became of batches, requests and redrives as metrics, and of a batch as one log line.
 */
public final class ScoringMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(ScoringMetrics.class);

  private final FunctionMetrics metrics;

  /** Writes the scoring functions' metrics. */
  public ScoringMetrics(FunctionMetrics metrics) {
    this.metrics = Objects.requireNonNull(metrics);
  }

  /** Counts what became of a batch's records. */
  public void record(BatchOutcome outcome) {
    int quarantined = outcome.quarantined().values().stream().mapToInt(Integer::intValue).sum();
    metrics.count("Received", outcome.received());
    metrics.count("Predicted", standing(outcome, StoredVersion.PREDICTED));
    metrics.count("Duplicate", standing(outcome, StoredVersion.DUPLICATE));
    metrics.count("Superseded", standing(outcome, StoredVersion.SUPERSEDED));
    metrics.count("Quarantined", quarantined);
    metrics.count("Retried", outcome.retried());
    metrics.count("Unbound", outcome.unbound());
    metrics.count("CanaryFallbacks", fallbacks(outcome.rows()));
    // So that the alarm rests on data also while all is well.
    metrics.count("RoutingNotRead", 0);
    metrics.count("ParserFailures", outcome.quarantined().getOrDefault(Reason.PARSER_FAILED, 0));
    // So that the alarm rests on data also while all is well; mismatches are counted as they occur.
    metrics.count("FeatureMismatch", 0);
    scoring(
        outcome.cacheHits(),
        outcome.cacheMisses(),
        outcome.calls().lookUp(),
        outcome.calls().model(),
        outcome.defaults());
    // A redriven record arrived long before this delivery: its latency is none of the pipeline's.
    outcome.rows().stream()
        .filter(row -> row.redrives() == 0)
        .forEach(row -> metrics.milliseconds("EndToEndLatency", row.latencyMillis()));
    outcome
        .rows()
        .forEach(
            row -> metrics.milliseconds("DeliveryToStoredLatency", row.deliveryToStoredMillis()));
    call("StoreLatency", outcome.calls().store());
    call("LogLatency", outcome.calls().log());
    call("QuarantineLatency", outcome.calls().quarantine());
    metrics.flush();
    outcome
        .quarantined()
        .forEach((reason, count) -> metrics.count("Quarantined", count, "reason", reason.code()));
    if (outcome.retries().isEmpty()) {
      LOG.info(
          "Batch of {}: {} answered, {} quarantined",
          outcome.received(),
          outcome.rows().size(),
          quarantined);
    } else {
      LOG.warn(
          "Batch of {}: {} answered, {} quarantined, {} to be delivered again from {}; causes: {}",
          outcome.received(),
          outcome.rows().size(),
          quarantined,
          outcome.retried(),
          outcome.retries().getFirst(),
          outcome.failures());
    }
  }

  /** The routing table did not answer, and older rows are used; written at once. */
  public void routingNotRead() {
    metrics.count("RoutingNotRead", 1);
    metrics.flush();
  }

  private static long fallbacks(List<LogRow> rows) {
    return rows.stream().filter(row -> row.by().fallback().isPresent()).count();
  }

  /** The model would not answer because it takes other features; written at once. */
  public void featureMismatch() {
    metrics.count("FeatureMismatch", 1);
    metrics.flush();
  }

  /**
   * The remote calls of a request that was scored.
   *
   * @param parserFailures documents of the request that the parser itself failed on
   * @param rows that were to be logged of it
   * @param notLogged how many of them the log did not take
   */
  public void record(Scores scores, long parserFailures, List<LogRow> rows, int notLogged) {
    if (!rows.isEmpty()) {
      metrics.count("CanaryFallbacks", fallbacks(rows));
      metrics.count("RequestsNotLogged", notLogged);
    }
    if (!scores.all().isEmpty()) {
      scoring(
          scores.cacheHits(),
          scores.cacheMisses(),
          scores.lookUpMillis(),
          scores.modelMillis(),
          scores.defaults());
    }
    if (parserFailures > 0) {
      metrics.count("ParserFailures", parserFailures);
    }
    if (!scores.all().isEmpty() || parserFailures > 0) {
      metrics.flush();
    }
  }

  /** What shadows made of a batch. */
  public void shadows(long predicted, long errors) {
    metrics.count("ShadowPredictions", predicted);
    metrics.count("ShadowErrors", errors);
    metrics.flush();
  }

  /** Records that were put back on their stream. */
  public void redriven(long sent) {
    metrics.count("Redriven", sent);
    metrics.flush();
  }

  private void scoring(
      int cacheHits,
      int cacheMisses,
      OptionalLong lookUpMillis,
      OptionalLong modelMillis,
      DefaultsTaken defaults) {
    metrics.count("LookUpCacheHits", cacheHits);
    metrics.count("LookUpCacheMisses", cacheMisses);
    call("LookUpLatency", lookUpMillis);
    call("ModelLatency", modelMillis);
    metrics.count("LookUpsNotFound", DefaultsTaken.total(defaults.lookUpsNotFound()));
    metrics.count("LookUpKeysInvalid", DefaultsTaken.total(defaults.lookUpKeysInvalid()));
    metrics.count("FeatureDefaults", DefaultsTaken.total(defaults.invalidFields()));
    if (!defaults.isEmpty()) {
      LOG.info(
          "Defaults were taken; look-ups without a row: {}; look-up keys that cannot be read: {};"
              + " features whose field cannot be read: {}",
          defaults.lookUpsNotFound(),
          defaults.lookUpKeysInvalid(),
          defaults.invalidFields());
    }
  }

  private void call(String name, OptionalLong millis) {
    millis.ifPresent(took -> metrics.milliseconds(name, took));
  }

  private static long standing(BatchOutcome outcome, StoredVersion standing) {
    return outcome.rows().stream().filter(row -> row.stored().standing() == standing).count();
  }
}
