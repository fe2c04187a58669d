package dev.millrace.features;

import dev.millrace.features.time.UtcDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A feature that is computed from the session alone. */
enum BuiltInFeature {
  /** 1 to 366, in UTC. */
  DAY_OF_YEAR,
  /** Monday 0 to Sunday 6, in UTC. */
  DAY_OF_WEEK,
  /** 0 to 23, in UTC. */
  HOUR_OF_DAY,
  /** 1 when the zip code's attributes were found, else 0. */
  ZIP_KNOWN;

  private final String featureName = name().toLowerCase(Locale.ROOT);

  double value(long epochMillis, boolean zipKnown) {
    return switch (this) {
      case DAY_OF_YEAR -> UtcDate.dayOfYear(UtcDate.epochDay(epochMillis));
      case DAY_OF_WEEK -> UtcDate.dayOfWeek(UtcDate.epochDay(epochMillis));
      case HOUR_OF_DAY -> UtcDate.hourOfDay(epochMillis);
      case ZIP_KNOWN -> zipKnown ? 1 : 0;
    };
  }

  /** Whether the document alone determines it. */
  boolean isOfDocument() {
    return this != ZIP_KNOWN;
  }

  static Optional<BuiltInFeature> named(String name) {
    return Arrays.stream(values()).filter(feature -> feature.featureName.equals(name)).findFirst();
  }

  static List<String> names() {
    return Arrays.stream(values()).map(feature -> feature.featureName).toList();
  }
}
