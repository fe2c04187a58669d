package dev.millrace.lake.metrics;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

/**
 * What metrics are computed for.
 *
 * @param minute its beginning
 * @param service trimmed, in lower case
 */
public record Bucket(Instant minute, String service) implements Comparable<Bucket> {
  private static final Comparator<Bucket> ORDER =
      Comparator.comparing(Bucket::minute).thenComparing(Bucket::service);

  /** The bucket that an event counts in. */
  public static Bucket of(Instant eventTime, String service) {
    return new Bucket(eventTime.truncatedTo(ChronoUnit.MINUTES), service);
  }

  /** The day in UTC. */
  public LocalDate day() {
    return LocalDate.ofInstant(minute, ZoneOffset.UTC);
  }

  @Override
  public int compareTo(Bucket other) {
    return ORDER.compare(this, other);
  }
}
