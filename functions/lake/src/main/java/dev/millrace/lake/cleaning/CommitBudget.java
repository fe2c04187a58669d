package dev.millrace.lake.cleaning;

import dev.millrace.common.Deadline;
import java.time.Duration;

/**
 * How much a commit may take in: so many events, and only as many files as can be written before
 * the run's time is over. A run that is cut off before its commit has done nothing, so a commit
 * rather ends early, inside of an object of bronze if need be. Not thread-safe.
 */
final class CommitBudget {
  /** Until files have been written: a small one's CPU time and its request to S3, with a margin. */
  private static final Duration FIRST_FILE_TAKES = Duration.ofMillis(150);

  /** A measurement of fewer files says little. */
  private static final int MEASURED_FILES = 20;

  /** Files can take that much longer than those before them. */
  private static final double MARGIN = 1.5;

  private final int events;
  private final Deadline begin;
  private final Deadline end;
  private double fileNanos = FIRST_FILE_TAKES.toNanos();

  /**
   * A run's budget.
   *
   * @param events after so many events a commit is made
   * @param begin until when a run goes on reading
   * @param end until when its commits must be done
   */
  CommitBudget(int events, Deadline begin, Deadline end) {
    this.events = events;
    this.begin = begin;
    this.end = end;
  }

  /** How many events a commit may take in that has {@code taken} so many. */
  long eventsLeft(long taken) {
    return events - taken;
  }

  /** Whether a commit may take in more that has {@code taken} so many events for so many files. */
  boolean allowsMore(long taken, int files) {
    return eventsLeft(taken) > 0
        && !isOver()
        && end.remaining().toNanos() > files * fileNanos * MARGIN;
  }

  /** Notes how long the files of a commit took. */
  void wrote(int files, Duration took) {
    if (files >= MEASURED_FILES) {
      fileNanos = (double) took.toNanos() / files;
    }
  }

  /** Whether the time for reading is over. */
  boolean isOver() {
    return begin.hasPassed();
  }
}
