package dev.millrace.models.rollout;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How far a rollout is. Immutable.
 *
 * @param step the place of the current step, from 0
 * @param writtenAt when the step was written
 * @param bakingSince when it was found to be in effect; empty while some live instance has not
 *     loaded its versions
 */
record StepProgress(int step, Instant writtenAt, Optional<Instant> bakingSince) {
  StepProgress {
    Objects.requireNonNull(writtenAt, "writtenAt");
    Objects.requireNonNull(bakingSince, "bakingSince");
  }
}
