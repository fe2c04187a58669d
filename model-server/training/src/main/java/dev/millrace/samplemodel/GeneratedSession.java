package dev.millrace.samplemodel;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A web session that somebody could have had.
 *
 * @param start when it began
 * @param area where it came from, empty when its zip code is missing or not in the table
 */
public record GeneratedSession(Instant start, Optional<ZipCodeArea> area) {

  /** 1 to 366, in UTC. */
  int dayOfYear() {
    return utc().getDayOfYear();
  }

  /** Monday is 0, Sunday 6, in UTC. */
  int dayOfWeek() {
    return utc().getDayOfWeek().getValue() - 1;
  }

  /** 0 to 23, in UTC. */
  int hourOfDay() {
    return utc().getHour();
  }

  private OffsetDateTime utc() {
    return start.atOffset(ZoneOffset.UTC);
  }
}
