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
  public enum Kind {
    ERROR_RATE,
    VOLUME,
    MISSING_LATENCIES;

    /** In lower case: {@code error_rate}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
