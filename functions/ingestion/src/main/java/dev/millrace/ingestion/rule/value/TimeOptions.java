package dev.millrace.ingestion.rule.value;

import dev.millrace.ingestion.definition.DefinitionObject;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/** The options {@code zone} and {@code format} of times and dates. */
final class TimeOptions {
  /** Longer texts are no times. */
  static final int LONGEST = 100;

  private static final int LONGEST_PATTERN = 100;

  private TimeOptions() {}

  /** The zone of texts that name none; empty where it is not declared. */
  static Optional<ZoneId> zone(DefinitionObject definition) {
    return definition
        .optionalText("zone")
        .map(
            name -> {
              try {
                return ZoneId.of(name);
              } catch (DateTimeException unknown) {
                throw definition.refused("zone", "a time zone such as UTC or Europe/Berlin");
              }
            });
  }

  /** A formatter of the pattern that {@code format} holds. */
  static DateTimeFormatter pattern(DefinitionObject definition) {
    String pattern = definition.text("format");
    try {
      if (pattern.length() > LONGEST_PATTERN) {
        throw new IllegalArgumentException("too long");
      }
      DateTimeFormatterBuilder builder =
          new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(pattern);
      if (pattern.indexOf('G') < 0) {
        // Without it a year of "yyyy" is of no era, and of no date.
        builder.parseDefaulting(ChronoField.ERA, 1);
      }
      // Strict: the 30th of February is refused, not taken for the 28th.
      return builder.toFormatter(Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT);
    } catch (IllegalArgumentException malformed) {
      throw definition.refused(
          "format",
          "iso or a pattern of java.time.format.DateTimeFormatter of at most %d characters"
              .formatted(LONGEST_PATTERN));
    }
  }
}
