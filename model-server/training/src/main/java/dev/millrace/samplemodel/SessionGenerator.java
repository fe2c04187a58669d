package dev.millrace.samplemodel;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Draws sessions: evenly over the days of a time, over the hours of a day as a shop's visitors come
 * (UTC, fewest at four in the morning), from a known area three times out of four.
 */
public final class SessionGenerator {

  private static final double KNOWN_AREA = 0.75;

  /** Visitors in an hour, relative to the busiest. */
  private static final double[] TRAFFIC = {
    0.45, 0.35, 0.25, 0.2, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.75, 0.7, 0.7, 0.75,
    0.8, 0.9, 1, 1, 0.95, 0.8, 0.6
  };

  private final List<ZipCodeArea> areas;
  private final LocalDate firstDay;
  private final int days;
  private final Random random;

  /** Sessions of so many days from the first one on. */
  public SessionGenerator(List<ZipCodeArea> areas, LocalDate firstDay, int days, Random random) {
    this.areas = areas;
    this.firstDay = firstDay;
    this.days = days;
    this.random = random;
  }

  /** The next session. */
  public GeneratedSession next() {
    Instant start =
        firstDay
            .plusDays(random.nextInt(days))
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant()
            .plus(Duration.ofHours(hour()))
            .plusMillis(random.nextInt(3_600_000));
    boolean known = random.nextDouble() < KNOWN_AREA;
    return new GeneratedSession(
        start, known ? Optional.of(areas.get(random.nextInt(areas.size()))) : Optional.empty());
  }

  private int hour() {
    while (true) {
      int hour = random.nextInt(TRAFFIC.length);
      if (random.nextDouble() < TRAFFIC[hour]) {
        return hour;
      }
    }
  }
}
