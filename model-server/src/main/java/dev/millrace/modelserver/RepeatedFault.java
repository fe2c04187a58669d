package dev.millrace.modelserver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** Something that goes wrong again and again: the log says so once a minute. */
final class RepeatedFault {
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final String message;
  private final InstantSource clock;
  private final Log log;
  private Instant next = Instant.MIN;

  /**
   * A fault that has not come about.
   *
   * @param message what the log says
   */
  RepeatedFault(String message, InstantSource clock, Log log) {
    this.message = message;
    this.clock = clock;
    this.log = log;
  }

  /** It has come about. */
  synchronized void report(Exception cause) {
    Instant now = clock.instant();
    if (!now.isBefore(next)) {
      next = now.plus(PAUSE);
      log.error(message, Map.of("reason", String.valueOf(cause.getMessage())));
    }
  }
}
