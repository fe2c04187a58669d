package dev.millrace.testsupport;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that a test sets. Thread-safe. */
public final class ManualClock implements InstantSource {
  private volatile Instant now;

  /** A clock that stands at a time. */
  public ManualClock(Instant start) {
    now = start;
  }

  /** The time passes. */
  public void advance(Duration time) {
    now = now.plus(time);
  }

  @Override
  public Instant instant() {
    return now;
  }
}
