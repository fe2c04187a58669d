package dev.millrace.infra.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A setting in the midst of its declaration: each method reads its value as one type. All throw
 * {@link InvalidSettingException} when the environment holds another value.
 */
public final class Setting {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");
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
    var text = read(byDefault, expected, Schemas.string(pattern));
    if (!pattern.matcher(text).matches()) {
      throw new InvalidSettingException(key, text, expected);
    }
    return text;
  }

  /** True or false. */
  public boolean flag(boolean byDefault) {
    var expected = "true or false";
    return switch (read(Boolean.toString(byDefault), expected, Schemas.flag())) {
      case "true" -> true;
      case "false" -> false;
      case String other -> throw new InvalidSettingException(key, other, expected);
    };
  }

  /** A whole number, both limits included. */
  public int number(int byDefault, int least, int most) {
    var expected = "a whole number from %d to %d".formatted(least, most);
    var text = read(Integer.toString(byDefault), expected, Schemas.number(least, most));
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
    var text = read(Integer.toString(byDefault), expected, Schemas.oneOf(allowed));
    return allowed.stream()
        .filter(number -> number.toString().equals(text))
        .findAny()
        .orElseThrow(() -> new InvalidSettingException(key, text, expected));
  }

  /** An ISO-8601 duration, both limits included. */
  public Duration duration(Duration byDefault, Duration least, Duration most) {
    var expected = "an ISO-8601 duration from %s to %s".formatted(iso(least), iso(most));
    var text = read(iso(byDefault), expected, Schemas.duration());
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
    var text = read(word, expected, Schemas.wordOr(word, Schemas.duration()));
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
    var text = read(word, expected, Schemas.wordOr(word, Schemas.time()));
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
    var expected = "days, 1 to 9999, or forever";
    var text = read(byDefault, expected, Schemas.wordOr("forever", Schemas.number(1, 9999)));
    if (!DAYS_OR_FOREVER.matcher(text).matches()) {
      throw new InvalidSettingException(key, text, expected);
    }
    return text.equals("forever") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
  }

  /** Strings, in a list or with commas between them; none by default. */
  public List<String> list(Pattern element, String expected) {
    return switch (value("", expected, Schemas.list(element))) {
      case List<?> values -> each(values.stream().map(String::valueOf).toList(), element, expected);
      case Object value when value.toString().isBlank() -> List.of();
      case Object value -> each(List.of(COMMA.split(value.toString().strip())), element, expected);
    };
  }

  private List<String> each(List<String> elements, Pattern pattern, String expected) {
    elements.stream()
        .filter(element -> !pattern.matcher(element).matches())
        .findFirst()
        .ifPresent(
            element -> {
              throw new InvalidSettingException(key, String.join(", ", elements), expected);
            });
    return elements;
  }

  /**
   * Strings by names, in a JSON object; none by default.
   *
   * @param expected puts both patterns into words
   */
  public SortedMap<String, String> strings(Pattern name, Pattern string, String expected) {
    var strings = new TreeMap<String, String>();
    object("", expected, Schemas.object(name, Schemas.string(string)))
        .forEach(
            (held, value) -> {
              if (!name.matcher(held).matches()
                  || !(value instanceof String text && string.matcher(text).matches())) {
                throw new InvalidSettingException(key, "%s: %s".formatted(held, value), expected);
              }
              strings.put(held, text);
            });
    return strings;
  }

  /**
   * Lists of a few words by names, in a JSON object.
   *
   * @param byDefault the default, as JSON
   * @param words what a list may hold; it holds one of them at least
   * @param expected puts names and words into words
   */
  public SortedMap<String, List<String>> lists(
      String byDefault, Pattern name, SortedSet<String> words, String expected) {
    var lists = new TreeMap<String, List<String>>();
    object(byDefault, expected, Schemas.object(name, Schemas.words(words)))
        .forEach(
            (held, value) -> {
              if (!name.matcher(held).matches()
                  || !(value instanceof List<?> list
                      && !list.isEmpty()
                      && words.containsAll(list))) {
                throw new InvalidSettingException(key, "%s: %s".formatted(held, value), expected);
              }
              lists.put(held, list.stream().map(String::valueOf).distinct().sorted().toList());
            });
    return lists;
  }

  /**
   * Objects in a JSON array, which whoever they are for reads; none by default.
   *
   * @return the array as compact JSON
   */
  public String objects(String expected) {
    var value = value("[]", expected, Schemas.objects());
    try {
      var held =
          value instanceof String text
              ? JSON.readTree(text.isBlank() ? "[]" : text)
              : JSON.valueToTree(value);
      if (held.isArray() && held.valueStream().allMatch(JsonNode::isObject)) {
        return held.toString();
      }
    } catch (JsonProcessingException _) {
      throw new InvalidSettingException(key, value, expected);
    }
    throw new InvalidSettingException(key, value, expected);
  }

  private Map<String, Object> object(String byDefault, String expected, JsonNode schema) {
    var value = value(byDefault, expected, schema);
    try {
      return value instanceof String text
          ? JSON.readValue(text.isBlank() ? "{}" : text, OBJECT)
          : JSON.convertValue(value, OBJECT);
    } catch (JsonProcessingException | IllegalArgumentException _) {
      throw new InvalidSettingException(key, value, expected);
    }
  }

  /** Whole days as days: a week is P7D to people, and PT168H to {@link Duration}. */
  private static String iso(Duration duration) {
    boolean days = duration.isPositive() && duration.equals(Duration.ofDays(duration.toDays()));
    return days ? "P%dD".formatted(duration.toDays()) : duration.toString();
  }

  private String read(String byDefault, String expected, JsonNode schema) {
    return switch (value(byDefault, expected, schema)) {
      case Number number when number.doubleValue() == number.longValue() ->
          Long.toString(number.longValue());
      case Object other -> other.toString();
    };
  }

  private Object value(String byDefault, String expected, JsonNode schema) {
    return reader.declare(new DeclaredSetting(key, byDefault, expected, meaning, later, schema));
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
