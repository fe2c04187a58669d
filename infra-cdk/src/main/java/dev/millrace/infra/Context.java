package dev.millrace.infra;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads settings from a CDK context and remembers which keys were asked for, so that a key that
 * nobody asked for can be reported. Values are text, numbers or booleans: {@code -c key=value} on
 * the command line always gives text.
 */
final class Context {
  private static final Pattern DAYS_OR_FOREVER = Pattern.compile("forever|[1-9]\\d{0,3}");

  private final Map<String, Object> values;
  private final Set<String> known = new TreeSet<>();

  Context(Map<String, ?> values) {
    this.values = new HashMap<>(values);
  }

  String text(String key, String otherwise, Pattern pattern, String expected) {
    var text = raw(key, otherwise);
    if (!pattern.matcher(text).matches()) {
      throw new InvalidSettingException(key, text, expected);
    }
    return text;
  }

  boolean flag(String key, boolean otherwise) {
    return switch (raw(key, Boolean.toString(otherwise))) {
      case "true" -> true;
      case "false" -> false;
      case String other -> throw new InvalidSettingException(key, other, "true or false");
    };
  }

  int number(String key, int otherwise, int least, int most) {
    var text = raw(key, Integer.toString(otherwise));
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Reported below, as a number out of range is.
    }
    throw new InvalidSettingException(
        key, text, "a whole number from %d to %d".formatted(least, most));
  }

  int oneOf(String key, int otherwise, SortedSet<Integer> allowed) {
    var text = raw(key, Integer.toString(otherwise));
    return allowed.stream()
        .filter(number -> number.toString().equals(text))
        .findAny()
        .orElseThrow(() -> new InvalidSettingException(key, text, "one of " + allowed));
  }

  Duration duration(String key, Duration otherwise, Duration least, Duration most) {
    var text = raw(key, otherwise.toString());
    return duration(text, least, most)
        .orElseThrow(
            () ->
                new InvalidSettingException(
                    key, text, "an ISO-8601 duration from %s to %s".formatted(least, most)));
  }

  /** A duration, or empty where the setting is a word, as it is by default. */
  Optional<Duration> durationUnless(String key, String word, Duration least, Duration most) {
    var text = raw(key, word);
    if (text.equals(word)) {
      return Optional.empty();
    }
    var duration = duration(text, least, most);
    if (duration.isEmpty()) {
      throw new InvalidSettingException(
          key, text, "%s or an ISO-8601 duration from %s to %s".formatted(word, least, most));
    }
    return duration;
  }

  /** A time that has passed, or empty where the setting is a word, as it is by default. */
  Optional<Instant> pastTimeUnless(String key, String word) {
    var text = raw(key, word);
    if (text.equals(word)) {
      return Optional.empty();
    }
    try {
      var time = Instant.parse(text);
      if (time.isBefore(Instant.now())) {
        return Optional.of(time);
      }
    } catch (DateTimeParseException _) {
      // Reported below, as a time to come is.
    }
    throw new InvalidSettingException(
        key, text, word + " or an ISO-8601 time that has passed, such as 2026-11-01T00:00:00Z");
  }

  private static Optional<Duration> duration(String text, Duration least, Duration most) {
    try {
      return Optional.of(Duration.parse(text))
          .filter(duration -> duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0);
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  /** A duration that is a whole number of minutes. */
  Duration minutes(String key, Duration otherwise, Duration least, Duration most) {
    var duration = duration(key, otherwise, least, most);
    if (!duration.truncatedTo(ChronoUnit.MINUTES).equals(duration)) {
      throw new InvalidSettingException(key, duration, "whole minutes, such as PT5M");
    }
    return duration;
  }

  /** A number of days, or empty where the setting is {@code forever}. */
  OptionalInt daysOrForever(String key, String otherwise) {
    var text = text(key, otherwise, DAYS_OR_FOREVER, "days, 1 to 9999, or forever");
    return text.equals("forever") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
  }

  List<String> list(String key, Pattern element, String expected) {
    var text = raw(key, "").strip();
    if (text.isEmpty()) {
      return List.of();
    }
    var elements = List.of(text.split("\\s*,\\s*", -1));
    if (!elements.stream().allMatch(element.asMatchPredicate())) {
      throw new InvalidSettingException(key, text, expected);
    }
    return elements;
  }

  /**
   * Fails when the context holds a key that no setting has; keys with a colon or an @ are CDK's.
   */
  void rejectUnknownKeys() {
    values.keySet().stream()
        .filter(key -> !key.contains(":") && !key.contains("@") && !known.contains(key))
        .sorted()
        .findFirst()
        .ifPresent(
            key -> {
              throw new InvalidSettingException(
                  "Setting %s (\"%s\") is unknown; expected one of %s."
                      .formatted(key, values.get(key), String.join(", ", known)));
            });
  }

  private String raw(String key, String otherwise) {
    known.add(key);
    var value = values.get(key);
    return switch (value) {
      case null -> otherwise;
      case String text -> text;
      case Boolean flag -> flag.toString();
      case Number number when number.doubleValue() == number.longValue() ->
          Long.toString(number.longValue());
      default -> value.toString();
    };
  }
}
