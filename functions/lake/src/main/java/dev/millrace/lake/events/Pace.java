package dev.millrace.lake.events;

import dev.millrace.common.Deadline;
import dev.millrace.lake.bronze.ManifestRow;
import java.time.Duration;

/**
 * Whether an object can be expected to be done in time, by how long those before it took: one that
 * is begun and not finished takes the whole commit with it.
 */
final class Pace {
  private final Deadline deadline;
  private final Duration atFirst;
  private long records;
  private boolean over;

  Pace(Deadline deadline) {
    this.deadline = deadline;
    this.atFirst = deadline.remaining();
  }

  /** The first object is always begun: a smaller one is not to be had. */
  boolean allows(ManifestRow object) {
    Duration left = deadline.remaining();
    double takesNanos =
        records == 0 ? 0 : (double) atFirst.minus(left).toNanos() / records * object.recordCount();
    over = records > 0 && left.toNanos() < takesNanos;
    return !over;
  }

  void done(ManifestRow object) {
    records += object.recordCount();
  }

  /** Whether an object had to wait for another run. */
  boolean isOver() {
    return over || deadline.hasPassed();
  }
}
