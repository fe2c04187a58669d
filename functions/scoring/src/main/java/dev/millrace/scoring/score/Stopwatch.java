package dev.millrace.scoring.score;

import java.util.concurrent.TimeUnit;

/** Times one thing after another. */
public final class Stopwatch {
  private long since = System.nanoTime();

  /** The time since the last lap, or since the start, in whole milliseconds. */
  public long lap() {
    long now = System.nanoTime();
    long millis = TimeUnit.NANOSECONDS.toMillis(now - since);
    since = now;
    return millis;
  }
}
