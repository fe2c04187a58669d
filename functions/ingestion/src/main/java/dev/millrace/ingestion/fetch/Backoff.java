package dev.millrace.ingestion.fetch;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before another attempt: anything up to a bound that doubles from a second to a
 * minute ("full jitter", so that runs that failed together do not come back together). What the
 * source asks for takes its place, up to an hour. As thread-safe as its random numbers.
 */
public final class Backoff {
  private static final Duration FIRST_BOUND = Duration.ofSeconds(1);
  private static final Duration LARGEST_BOUND = Duration.ofMinutes(1);
  private static final Duration LONGEST_ASKED = Duration.ofHours(1);
  private static final int DOUBLINGS = 6;

  private final RandomGenerator random;

  public Backoff(RandomGenerator random) {
    this.random = Objects.requireNonNull(random);
  }

  /**
   * The wait behind a failed attempt.
   *
   * @param attempts that have failed one after the other, 1 or more
   * @param retryAfter what the source asks for
   */
  public Duration after(int attempts, Optional<Duration> retryAfter) {
    if (attempts < 1) {
      throw new IllegalArgumentException(
          "%d failed attempts, expected 1 or more".formatted(attempts));
    }
    return retryAfter
        .map(asked -> asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked)
        .orElseGet(() -> Duration.ofNanos(random.nextLong(bound(attempts).toNanos() + 1)));
  }

  private static Duration bound(int attempts) {
    Duration doubled = FIRST_BOUND.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS));
    return doubled.compareTo(LARGEST_BOUND) > 0 ? LARGEST_BOUND : doubled;
  }
}
