package dev.millrace.ingestion.elasticsearch.cluster;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait between the attempts of one request: as the cluster says, else a random part of
 * a time that doubles, so that runs which were refused together do not come back together.
 */
final class RetryPauses {
  private static final Duration FIRST = Duration.ofMillis(500);

  private final InstantSource clock;
  private Duration most = FIRST;

  RetryPauses(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether another attempt at the same request may be answered otherwise. */
  static boolean mayPass(ClusterAnswer answer) {
    return switch (answer.status()) {
      case 429 -> !answer.isTooLarge();
      case 502, 503, 504 -> true;
      default -> false;
    };
  }

  /**
   * The next pause.
   *
   * @param retryAfter the header of that name: seconds, or a date; what is neither counts as absent
   */
  Duration next(Optional<String> retryAfter) {
    Duration jittered = Duration.ofNanos(ThreadLocalRandom.current().nextLong(most.toNanos()));
    most = most.multipliedBy(2);
    return retryAfter.flatMap(this::asked).orElse(jittered);
  }

  private Optional<Duration> asked(String header) {
    try {
      if (!header.isEmpty() && header.chars().allMatch(Character::isDigit)) {
        return Optional.of(Duration.ofSeconds(Long.parseLong(header)));
      }
      Instant until = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration left = Duration.between(clock.instant(), until);
      return Optional.of(left.isNegative() ? Duration.ZERO : left);
    } catch (DateTimeException | ArithmeticException | NumberFormatException unusable) {
      return Optional.empty();
    }
  }
}
