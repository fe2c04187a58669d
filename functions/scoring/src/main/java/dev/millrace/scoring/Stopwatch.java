package dev.millrace.scoring;

import java.util.concurrent.TimeUnit;

/** Times one thing after another. */
final class Stopwatch {
  private long since = System.nanoTime();

  /** The time since the last lap, or since the start, in whole milliseconds. */
  long lap() {
    long now = System.nanoTime();
    long millis = TimeUnit.NANOSECONDS.toMillis(now - since);
    since = now;
    return millis;
  }
}
