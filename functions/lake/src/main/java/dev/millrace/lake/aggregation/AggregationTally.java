package dev.millrace.lake.aggregation;

import dev.millrace.lake.anomaly.Anomaly;
import dev.millrace.lake.metrics.StoredService;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds up what the steps of a run did; one that came to no commit does not count. */
final class AggregationTally {
  private static final int MOST_LOGGED = 50;
  private static final Logger LOG = LoggerFactory.getLogger(AggregationTally.class);

  private final Map<String, Long> anomalies = new LinkedHashMap<>();
  private long silverRows;
  private long buckets;
  private long days;
  private long goldFiles;
  private int logged;

  AggregationTally() {
    for (Anomaly.Kind kind : Anomaly.Kind.values()) {
      anomalies.put(kind.code(), 0L);
    }
  }

  void add(StepOutcome step) {
    step.committed()
        .ifPresent(
            committed -> {
              silverRows += step.silverRows();
              buckets += step.buckets();
              days += step.days();
              goldFiles += committed.files();
              step.anomalies().forEach(this::add);
            });
  }

  private void add(Anomaly anomaly) {
    anomalies.merge(anomaly.kind().code(), 1L, Long::sum);
    if (logged++ < MOST_LOGGED) {
      LOG.warn(
          "{} of {} at {} is {}; the hour before it was about {} ({} standard deviations)",
          anomaly.kind().code(),
          StoredService.of(anomaly.bucket().service()),
          anomaly.bucket().minute(),
          anomaly.value(),
          anomaly.norm(),
          "%.1f".formatted(anomaly.score()));
    }
  }

  AggregationOutcome outcome(Optional<Duration> freshness, boolean complete) {
    return new AggregationOutcome(
        silverRows, buckets, days, goldFiles, anomalies, freshness, complete);
  }
}
