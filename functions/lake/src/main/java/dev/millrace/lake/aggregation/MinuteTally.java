package dev.millrace.lake.aggregation;

import dev.millrace.lake.metrics.Bucket;
import dev.millrace.lake.metrics.ServiceMinute;
import java.util.OptionalDouble;

/** The events of one bucket, counted. */
final class MinuteTally {
  private static final int FIRST_SUCCESS = 200;
  private static final int LAST_SUCCESS = 299;

  private final ExactSum latencies = new ExactSum();
  private long events;
  private long latencyCount;
  private long statuses;
  private long errors;

  void addEvent() {
    events++;
  }

  /** The latency of an event; one that is no finite number counts as none. */
  void addLatency(double millis) {
    if (Double.isFinite(millis)) {
      latencies.add(millis);
      latencyCount++;
    }
  }

  void addStatus(int status) {
    statuses++;
    if (status < FIRST_SUCCESS || status > LAST_SUCCESS) {
      errors++;
    }
  }

  ServiceMinute of(Bucket bucket) {
    return new ServiceMinute(
        bucket,
        events,
        latencyCount,
        latencyCount == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of(latencies.average(latencyCount)),
        statuses,
        statuses == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) errors / statuses));
  }
}
