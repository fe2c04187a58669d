package dev.millrace.lake.metrics;

import java.util.OptionalDouble;

/**
 * The metrics of one service in one minute.
 *
 * @param requestCount all events; 0 where a bucket has lost those that it had
 * @param latencyCount the events with a latency
 * @param averageLatencyMillis over the latencies; empty without one
 * @param statusCount the events with a status
 * @param errorRate the share of the statuses outside 200-299, 0 to 1; empty without one
 */
public record ServiceMinute(
    Bucket bucket,
    long requestCount,
    long latencyCount,
    OptionalDouble averageLatencyMillis,
    long statusCount,
    OptionalDouble errorRate) {

  /** Of a bucket that has no events any more. */
  public static ServiceMinute empty(Bucket bucket) {
    return new ServiceMinute(bucket, 0, 0, OptionalDouble.empty(), 0, OptionalDouble.empty());
  }

  /** Whether no event is in it. */
  public boolean isEmpty() {
    return requestCount == 0;
  }
}
