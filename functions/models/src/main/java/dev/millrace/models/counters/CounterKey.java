package dev.millrace.models.counters;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Which counts: of a version in a role, by routes of one revision, as one shard of the log tells
 * them; of a minute, or of all time. Immutable.
 *
 * @param minute the minute's beginning; empty for all time
 */
public record CounterKey(
    String model,
    String version,
    String role,
    long revision,
    Optional<Instant> minute,
    String shard) {
  private static final String RUNNING = "running/";
  private static final String MINUTE = "minute/";

  /** Checks that nothing is null. */
  public CounterKey {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(minute, "minute");
    Objects.requireNonNull(shard, "shard");
  }

  static CounterKey running(CountedAnswer answer, String shard) {
    return new CounterKey(
        answer.model(),
        answer.version(),
        answer.role(),
        answer.revision(),
        Optional.empty(),
        shard);
  }

  /** The minute is the one in which the log took the row. */
  static CounterKey minute(CountedAnswer answer, Instant logged, String shard) {
    return new CounterKey(
        answer.model(),
        answer.version(),
        answer.role(),
        answer.revision(),
        Optional.of(logged.truncatedTo(ChronoUnit.MINUTES)),
        shard);
  }

  /** The partition key of a version's counts. */
  static String counted(String model, String version) {
    return model + "/" + version;
  }

  String counted() {
    return counted(model, version);
  }

  /** The sort key: those of all time by revision, those of minutes by minute. */
  String slot() {
    return (minute.isPresent() ? minuteFrom(minute.get()) + "/" : RUNNING)
        + "%s/%s/%s".formatted(sortable(revision), role, shard);
  }

  /** The lowest sort key of counts of all time from this revision on. */
  static String runningFrom(long revision) {
    return RUNNING + sortable(revision);
  }

  /** A sort key above all counts of all time. */
  static String afterRunning() {
    return RUNNING + "~";
  }

  /** The lowest sort key of counts of minutes from this one on. */
  static String minuteFrom(Instant minute) {
    return MINUTE + minute.truncatedTo(ChronoUnit.MINUTES);
  }

  private static String sortable(long revision) {
    return String.format(Locale.ROOT, "%016d", revision);
  }
}
