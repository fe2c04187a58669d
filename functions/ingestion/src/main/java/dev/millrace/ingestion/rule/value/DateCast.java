package dev.millrace.ingestion.rule.value;

import dev.millrace.ingestion.definition.DefinitionObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Makes a {@link LocalDate}, from the year 1 to 9999; of a time it is the day in a zone. */
final class DateCast implements ValueCast {
  private static final int LAST_YEAR = 9999;

  private final DateTimeFormatter formatter;
  private final Optional<ZoneId> zone;

  private DateCast(DateTimeFormatter formatter, Optional<ZoneId> zone) {
    this.formatter = formatter;
    this.zone = zone;
  }

  /** Of the options {@code zone} and {@code format}, ISO-8601 without. */
  static DateCast read(DefinitionObject definition) {
    Optional<ZoneId> zone = TimeOptions.zone(definition);
    return definition.optionalText("format").orElse("iso").equals("iso")
        ? new DateCast(DateTimeFormatter.ISO_LOCAL_DATE, zone)
        : new DateCast(TimeOptions.pattern(definition), zone);
  }

  @Override
  public Object cast(Object held) throws ValueRejected {
    LocalDate day =
        switch (held) {
          case LocalDate date -> date;
          case Instant time ->
              LocalDate.ofInstant(
                  time,
                  zone.orElseThrow(
                      () -> ValueRejected.held(held, "a date, as the rule declares no zone")));
          case String text -> parsed(text.strip());
          default -> throw ValueRejected.held(held, "a text that is a date");
        };
    if (day.getYear() < 1 || day.getYear() > LAST_YEAR) {
      throw ValueRejected.held(held, "a date in the years 1 to %d".formatted(LAST_YEAR));
    }
    return day;
  }

  private LocalDate parsed(String text) throws ValueRejected {
    try {
      if (text.length() <= TimeOptions.LONGEST) {
        return LocalDate.parse(text, formatter);
      }
    } catch (DateTimeException malformed) {
      throw ValueRejected.held(text, "a text that is a date of the declared format");
    }
    throw ValueRejected.held(
        text, "a text of at most %d characters".formatted(TimeOptions.LONGEST));
  }
}
