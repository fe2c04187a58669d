package dev.millrace.ingestion.quality.kind;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.quality.value.ExactNumbers;
import dev.millrace.ingestion.quality.value.TimeValues;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** An end of a range: a number (a duration is its seconds) or a time. */
sealed interface RangeBound {
  String EXPECTED =
      "a number, a date or time in ISO-8601 such as \"2024-01-31T00:00:00Z\", or a duration such"
          + " as \"PT1H\"";

  /** The bound as the definition has it. */
  String text();

  /** The bound as rows would hold it. */
  Object value();

  /** How a value compares with the bound; empty when they cannot be compared. */
  OptionalInt compare(Object of);

  default boolean isAtMost(Object value) {
    OptionalInt compared = compare(value);
    return compared.isPresent() && compared.getAsInt() >= 0;
  }

  default boolean isAtLeast(Object value) {
    OptionalInt compared = compare(value);
    return compared.isPresent() && compared.getAsInt() <= 0;
  }

  /** A bound of numbers. */
  record NumberBound(Number value, String text) implements RangeBound {
    @Override
    public OptionalInt compare(Object of) {
      return of instanceof Number held && !(held instanceof Double one && one.isNaN())
          ? OptionalInt.of(ExactNumbers.compare(held, value))
          : OptionalInt.empty();
    }
  }

  /** A bound of times. */
  record TimeBound(Instant value, String text) implements RangeBound {
    @Override
    public OptionalInt compare(Object of) {
      Optional<Instant> held = TimeValues.time(of);
      return held.isPresent() ? OptionalInt.of(held.get().compareTo(value)) : OptionalInt.empty();
    }
  }

  /** Reads a bound; empty where the definition has none. */
  static Optional<RangeBound> read(DefinitionObject definition, String member) {
    return switch (definition.value(member)) {
      case null -> Optional.empty();
      case Number number -> Optional.of(new NumberBound(number, number.toString()));
      case String text -> {
        Optional<Instant> time = TimeValues.time(text);
        if (time.isPresent()) {
          yield Optional.of(new TimeBound(time.get(), text));
        }
        Duration duration =
            TimeValues.duration(text).orElseThrow(() -> definition.refused(member, EXPECTED));
        yield Optional.of(new NumberBound(seconds(duration), text));
      }
      default -> throw definition.refused(member, EXPECTED);
    };
  }

  private static Number seconds(Duration duration) {
    BigDecimal seconds =
        BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
    return ExactNumbers.canonical(seconds);
  }
}
