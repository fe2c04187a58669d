package dev.millrace.models.registry;

import java.time.Instant;
import java.util.Objects;

/**
 * A validation that was asked for.
 *
 * @param id a {@code RunId}'s text, by which its result is found
 * @param startedAt when it was asked for
 */
public record ValidationAttempt(String id, Instant startedAt) {
  /** Checks that neither is null. */
  public ValidationAttempt {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(startedAt, "startedAt");
  }
}
