package dev.millrace.infra.settings;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.regex.Pattern;

/**
 * A setting in the midst of its declaration: each method reads its value as one type. All throw
 * {@link InvalidSettingException} when the context holds another value.
 */
public final class Setting {
  private static final Pattern DAYS_OR_FOREVER = Pattern.compile("forever|[1-9]\\d{0,3}");

  private final SettingsReader reader;
  private final String key;
  private final String meaning;
  private final String later;

  Setting(SettingsReader reader, String key, String meaning, String later) {
    this.reader = reader;
    this.key = key;
    this.meaning = meaning;
    this.later = later;
  }

  /** A string that matches a pattern, which {@code expected} puts into words. */
  public String string(String byDefault, Pattern pattern, String expected) {
    var text = read(byDefault, expected);
    if (!pattern.matcher(text).matches()) {
      throw new InvalidSettingException(key, text, expected);
    }
    return text;
  }

  /** True or false. */
  public boolean flag(boolean byDefault) {
    var expected = "true or false";
    return switch (read(Boolean.toString(byDefault), expected)) {
      case "true" -> true;
      case "false" -> false;
      case String other -> throw new InvalidSettingException(key, other, expected);
    };
  }

  /** A whole number, both limits included. */
  public int number(int byDefault, int least, int most) {
    var expected = "a whole number from %d to %d".formatted(least, most);
    var text = read(Integer.toString(byDefault), expected);
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Reported below, as a number out of range is.
    }
    throw new InvalidSettingException(key, text, expected);
  }

  /** One of a few numbers. */
  public int oneOf(int byDefault, SortedSet<Integer> allowed) {
    var expected = "one of " + allowed;
    var text = read(Integer.toString(byDefault), expected);
    return allowed.stream()
        .filter(number -> number.toString().equals(text))
        .findAny()
        .orElseThrow(() -> new InvalidSettingException(key, text, expected));
  }

  /** An ISO-8601 duration, both limits included. */
  public Duration duration(Duration byDefault, Duration least, Duration most) {
    var expected = "an ISO-8601 duration from %s to %s".formatted(iso(least), iso(most));
    var text = read(iso(byDefault), expected);
    return parsed(text, least, most)
        .orElseThrow(() -> new InvalidSettingException(key, text, expected));
  }

  /** A duration that is a whole number of minutes. */
  public Duration minutes(Duration byDefault, Duration least, Duration most) {
    var duration = duration(byDefault, least, most);
    if (!duration.truncatedTo(ChronoUnit.MINUTES).equals(duration)) {
      throw new InvalidSettingException(key, duration, "whole minutes, such as PT5M");
    }
    return duration;
  }

  /** A duration, or empty where the setting is a word, as it is by default. */
  public Optional<Duration> durationUnless(String word, Duration least, Duration most) {
    var expected =
        "%s or an ISO-8601 duration from %s to %s".formatted(word, iso(least), iso(most));
    var text = read(word, expected);
    if (text.equals(word)) {
      return Optional.empty();
    }
    var duration = parsed(text, least, most);
    if (duration.isEmpty()) {
      throw new InvalidSettingException(key, text, expected);
    }
    return duration;
  }

  /** A time that has passed, or empty where the setting is a word, as it is by default. */
  public Optional<Instant> pastTimeUnless(String word) {
    var expected = word + " or an ISO-8601 time that has passed, such as 2026-11-01T00:00:00Z";
    var text = read(word, expected);
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
    throw new InvalidSettingException(key, text, expected);
  }

  /** A number of days, or empty where the setting is {@code forever}. */
  public OptionalInt daysOrForever(String byDefault) {
    var text = string(byDefault, DAYS_OR_FOREVER, "days, 1 to 9999, or forever");
    return text.equals("forever") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
  }

  /** Strings by commas; none by default. */
  public List<String> list(Pattern element, String expected) {
    var text = read("", expected).strip();
    if (text.isEmpty()) {
      return List.of();
    }
    var elements = List.of(text.split("\\s*,\\s*", -1));
    if (!elements.stream().allMatch(element.asMatchPredicate())) {
      throw new InvalidSettingException(key, text, expected);
    }
    return elements;
  }

  /** Whole days as days: a week is P7D to people, and PT168H to {@link Duration}. */
  private static String iso(Duration duration) {
    boolean days = duration.isPositive() && duration.equals(Duration.ofDays(duration.toDays()));
    return days ? "P%dD".formatted(duration.toDays()) : duration.toString();
  }

  private String read(String byDefault, String expected) {
    return reader.declare(new DeclaredSetting(key, byDefault, expected, meaning, later));
  }

  private static Optional<Duration> parsed(String text, Duration least, Duration most) {
    try {
      return Optional.of(Duration.parse(text))
          .filter(duration -> duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0);
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }
}
