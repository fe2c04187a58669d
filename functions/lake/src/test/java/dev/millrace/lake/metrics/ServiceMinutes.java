package dev.millrace.lake.metrics;

import java.time.Instant;
import java.util.OptionalDouble;

/** Rows for tests. */
public final class ServiceMinutes {
  private ServiceMinutes() {}

  /** A row of {@code requests} events, each with the latency 100 and a status that is no error. */
  public static ServiceMinute row(String minute, String service, long requests) {
    return new ServiceMinute(
        new Bucket(Instant.parse(minute), service),
        requests,
        requests,
        OptionalDouble.of(100),
        requests,
        OptionalDouble.of(0));
  }
}
