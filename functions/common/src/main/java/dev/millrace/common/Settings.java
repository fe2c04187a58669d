package dev.millrace.common;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A function's settings, read from its environment. Every error is an {@link
 * IllegalArgumentException} that names the setting, what it held and what was expected.
 */
public final class Settings {
  private static final Pattern NUMBER_BY_NAME = Pattern.compile("([^=]*\\S)\\s*=\\s*(.+)");
  private static final String NUMBERS =
      "finite numbers, each name once, such as income=64000,density=900";

  private final Map<String, String> environment;

  /** Settings from variables by name; tests give their own. */
  public Settings(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** The settings of this process. */
  public static Settings fromEnvironment() {
    return new Settings(System.getenv());
  }

  /** A text that must be there. */
  public String text(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Setting " + name + " is missing or empty; expected a text"));
  }

  /** A setting, or another value where it is missing or empty. */
  public String text(String name, String otherwise) {
    return find(name).orElse(otherwise);
  }

  /** A whole number from {@code minimum} to {@code maximum}, both included. */
  public int integer(String name, int otherwise, int minimum, int maximum) {
    Optional<String> held = find(name);
    if (held.isEmpty()) {
      return otherwise;
    }
    String expected = "a whole number from " + minimum + " to " + maximum;
    try {
      int value = Integer.parseInt(held.get());
      if (value >= minimum && value <= maximum) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      throw invalid(name, held.get(), expected, notANumber);
    }
    throw invalid(name, held.get(), expected, null);
  }

  /** Whole days, 1 to 9999; empty, which means for ever, when the setting is. */
  public OptionalInt days(String name) {
    return find(name).isEmpty() ? OptionalInt.empty() : OptionalInt.of(integer(name, 1, 1, 9999));
  }

  /** {@code true} or {@code false}, which it is by default. */
  public boolean flag(String name) {
    String held = text(name, "false");
    return switch (held) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid(name, held, "true or false", null);
    };
  }

  /** A positive ISO-8601 duration such as {@code PT10M}. */
  public Duration duration(String name, Duration otherwise) {
    return duration(
        name, otherwise, Duration::isPositive, "a positive ISO-8601 duration such as PT10M");
  }

  /** An ISO-8601 duration such as {@code PT10M} or {@code PT0S}, not negative. */
  public Duration durationOrZero(String name, Duration otherwise) {
    return duration(
        name,
        otherwise,
        value -> !value.isNegative(),
        "an ISO-8601 duration such as PT10M that is not negative");
  }

  private Duration duration(
      String name, Duration otherwise, Predicate<Duration> allowed, String expected) {
    Optional<String> held = find(name);
    if (held.isEmpty()) {
      return otherwise;
    }
    try {
      Duration value = Duration.parse(held.get());
      if (allowed.test(value)) {
        return value;
      }
    } catch (DateTimeParseException notADuration) {
      throw invalid(name, held.get(), expected, notADuration);
    }
    throw invalid(name, held.get(), expected, null);
  }

  /** Names separated by commas, at least one. */
  public List<String> names(String name) {
    String held = text(name);
    List<String> names =
        Arrays.stream(held.split(",", -1))
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .toList();
    if (names.isEmpty()) {
      throw invalid(name, held, "at least one name", null);
    }
    return names;
  }

  /** Finite numbers by name, {@code a=1,b=2.5}; empty when the setting is. */
  public Map<String, Double> numbers(String name) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (String pair : text(name, "").split(",", -1)) {
      if (!pair.isBlank()) {
        Matcher parts = NUMBER_BY_NAME.matcher(pair.strip());
        if (!parts.matches()) {
          throw invalid(name, pair, NUMBERS, null);
        }
        try {
          double number = new BigDecimal(parts.group(2)).doubleValue();
          if (!Double.isFinite(number) || numbers.put(parts.group(1), number) != null) {
            throw invalid(name, pair, NUMBERS, null);
          }
        } catch (NumberFormatException notANumber) {
          throw invalid(name, pair, NUMBERS, notANumber);
        }
      }
    }
    return numbers;
  }

  private Optional<String> find(String name) {
    return Optional.ofNullable(environment.get(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private static IllegalArgumentException invalid(
      String name, String held, String expected, Exception cause) {
    return new IllegalArgumentException(
        "Setting " + name + " holds \"" + held + "\"; expected " + expected, cause);
  }
}
