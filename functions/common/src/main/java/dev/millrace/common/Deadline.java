package dev.millrace.common;

import com.amazonaws.services.lambda.runtime.Context;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

/** When an invocation's work must be done; every remote call takes its time-out from it. */
public final class Deadline {
  private static final Duration SHORTEST_CALL = Duration.ofMillis(1);

  private final long endNanos;

  private Deadline(long endNanos) {
    this.endNanos = endNanos;
  }

  /** A time from now on, by the monotonic clock. */
  public static Deadline after(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** The invocation's own deadline less {@code reserve}, the time that answering takes. */
  public static Deadline of(Context context, Duration reserve) {
    return after(Duration.ofMillis(context.getRemainingTimeInMillis()).minus(reserve));
  }

  /** The deadline that is this much earlier, so that what comes afterwards has the time. */
  public Deadline earlierBy(Duration reserve) {
    return new Deadline(endNanos - reserve.toNanos());
  }

  /** This deadline, or that time from now, whichever comes first. */
  public Deadline atMost(Duration time) {
    return remaining().compareTo(time) < 0 ? this : after(time);
  }

  /** The time that is left; negative once it has passed. */
  public Duration remaining() {
    return Duration.ofNanos(endNanos - System.nanoTime());
  }

  /** Whether no time is left. */
  public boolean hasPassed() {
    return endNanos - System.nanoTime() <= 0;
  }

  /** Bounds one SDK call, its retries included, by the time that is left. */
  public AwsRequestOverrideConfiguration bound() {
    Duration left = remaining();
    return AwsRequestOverrideConfiguration.builder()
        .apiCallTimeout(left.compareTo(SHORTEST_CALL) < 0 ? SHORTEST_CALL : left)
        .build();
  }

  /**
   * Sleeps before another attempt.
   *
   * @return false, at once, when the deadline would pass meanwhile
   */
  public boolean pause(Duration time) throws InterruptedException {
    if (remaining().compareTo(time) <= 0) {
      return false;
    }
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
    return true;
  }

  /**
   * As {@link #pause(Duration)}, but an interruption ends it with false and stays pending: for
   * those that give up then and answer with what they have.
   */
  public boolean pauseUnlessInterrupted(Duration time) {
    try {
      return pause(time);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
