package dev.millrace.lake.metrics;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Which rows are asked for.
 *
 * @param service one service's name as the table holds it; empty for all of them
 * @param first the first minute
 * @param last the last minute; before the first where the asked time holds no minute's beginning
 */
public record MetricsQuery(String service, Instant first, Instant last) {
  public static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
  public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  public static final LocalDate EARLIEST_DAY = LocalDate.ofInstant(EARLIEST, ZoneOffset.UTC);
  public static final LocalDate LATEST_DAY = LocalDate.ofInstant(LATEST, ZoneOffset.UTC);

  /** The rows of minutes that begin in a time, both its ends included. */
  public static MetricsQuery of(String service, Instant from, Instant to) {
    Instant floor = from.truncatedTo(ChronoUnit.MINUTES);
    return new MetricsQuery(
        StoredService.of(service),
        floor.equals(from) ? floor : floor.plus(1, ChronoUnit.MINUTES),
        to.truncatedTo(ChronoUnit.MINUTES));
  }

  boolean ofOneService() {
    return !service.isEmpty();
  }
}
