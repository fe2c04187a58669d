package dev.millrace.runs;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What has become of a run. */
public enum RunStatus {
  /** It is accepted, and no step of it has begun. */
  PENDING,
  /** Its execution has begun. */
  RUNNING,
  /** It did what it was to do. */
  SUCCEEDED,
  /** Some of its parts succeeded, others failed; each by itself. */
  PARTIALLY_SUCCEEDED,
  /** It ended without; {@link Run#error} says why. */
  FAILED,
  /** Somebody ended it; {@link Run#reason} says how. */
  CANCELLED;

  /** The status as rows and answers name it: {@code partially_succeeded}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status of this name; empty where there is none. */
  public static Optional<RunStatus> find(String text) {
    return Stream.of(values()).filter(status -> status.text().equals(text)).findFirst();
  }

  /** Whether it is the end: a run never leaves a final status. */
  public boolean isFinal() {
    return this != PENDING && this != RUNNING;
  }

  /** Whether a run of this status may get the other one next. */
  public boolean canBecome(RunStatus next) {
    return !isFinal() && next.compareTo(this) > 0;
  }
}
