package dev.millrace.tools.smoke.deployment;

import java.time.Duration;

/**
 * A wait with a bound, which looks often at first and every five seconds at last.
 *
 * <pre>{@code
 * Patience patience = new Patience(Duration.ofMinutes(2));
 * while (!isThere()) {
 *   patience.pause(() -> new StepFailure(...));
 * }
 * }</pre>
 */
public final class Patience {
  private static final Duration SHORTEST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final Duration limit;
  private final long start = System.nanoTime();
  private Duration pause = SHORTEST;

  public Patience(Duration limit) {
    this.limit = limit;
  }

  /** Says what was expected and what was seen instead. */
  @FunctionalInterface
  public interface Failure {
    StepFailure get() throws InterruptedException;
  }

  /**
   * Waits a moment.
   *
   * @throws StepFailure when the limit has passed
   */
  public void pause(Failure failure) throws StepFailure, InterruptedException {
    if (elapsed().compareTo(limit) >= 0) {
      throw failure.get();
    }
    Thread.sleep(pause);
    Duration longer = pause.multipliedBy(3).dividedBy(2);
    pause = longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
  }

  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  public Duration limit() {
    return limit;
  }
}
