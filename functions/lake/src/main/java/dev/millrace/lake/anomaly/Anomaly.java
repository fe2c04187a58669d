package dev.millrace.lake.anomaly;

import dev.millrace.lake.metrics.Bucket;
import java.util.Locale;

/**
 * A minute in which a service was far from its norm.
 *
 * @param norm the median of the hour before
 * @param score how many standard deviations the value is from it, positive when above
 */
public record Anomaly(Kind kind, Bucket bucket, double value, double norm, double score) {
  /** What is unusual about a service in a minute. */
  public enum Kind {
    /** Its share of errors is far above what it was. */
    ERROR_RATE,
    /** It has far more or far fewer requests than it had. */
    VOLUME,
    /** Far fewer of its events say how long they took. */
    MISSING_LATENCIES;

    /** In lower case: {@code error_rate}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
