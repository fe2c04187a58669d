package dev.millrace.lake.metrics;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Sort keys of the metrics table, {@code 2025-01-18T10:12:00Z#checkout}: their order as texts is
 * that of minute and service.
 */
public final class RowKey {
  private static final int DATE_LENGTH = "2025-01-18".length();
  private static final int MINUTE_LENGTH = "2025-01-18T10:12:00Z".length();

  private RowKey() {}

  /** The sort key of a bucket's row. */
  public static String of(Bucket bucket) {
    return bucket.minute().toString() + '#' + StoredService.of(bucket.service());
  }

  /** No key of the minute is before it. */
  public static String first(Instant minute) {
    return minute.toString();
  }

  /** No key of the minute is after it: {@code $} is the character after {@code #}. */
  public static String last(Instant minute) {
    return minute.toString() + '$';
  }

  /** No key of the day is before it. */
  public static String first(LocalDate day) {
    return day.toString();
  }

  /** No key of the day is after it: {@code U} is the character after {@code T}. */
  public static String last(LocalDate day) {
    return day.toString() + 'U';
  }

  /** The least text after this one. */
  static String after(String text) {
    return text + '\0';
  }

  static LocalDate day(String key) {
    return LocalDate.parse(key.substring(0, DATE_LENGTH));
  }

  static String minute(String key) {
    return key.substring(0, MINUTE_LENGTH);
  }
}
