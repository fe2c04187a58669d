package dev.millrace.ingestion.rule.value;

import dev.millrace.ingestion.definition.DefinitionObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes whole seconds, a {@link Long} that is not negative, of the text of a duration. */
final class DurationCast implements ValueCast {
  private static final Map<String, Pattern> CLOCKS =
      Map.of(
          "mm:ss", Pattern.compile("(?<minutes>\\d{1,9}):(?<seconds>[0-5]\\d)"),
          "hh:mm:ss",
              Pattern.compile("(?<hours>\\d{1,9}):(?<minutes>[0-5]\\d):(?<seconds>[0-5]\\d)"));

  private static final List<String> FORMATS = List.of("iso", "mm:ss", "hh:mm:ss");
  private static final long MINUTE = 60;
  private static final long HOUR = 3_600;
  private static final int LONGEST = 100;

  private final String format;
  private final Function<String, Duration> parser;

  private DurationCast(String format, Function<String, Duration> parser) {
    this.format = format;
    this.parser = parser;
  }

  /** Of the option {@code format}, ISO-8601 without. */
  static DurationCast read(DefinitionObject definition) {
    String format = definition.has("format") ? definition.word("format", FORMATS) : "iso";
    Pattern clock = CLOCKS.get(format);
    return new DurationCast(
        format, clock == null ? Duration::parse : text -> ofClock(clock.matcher(text)));
  }

  private static Duration ofClock(Matcher clock) {
    if (!clock.matches()) {
      throw new DateTimeException("not of the clock's form");
    }
    long hours =
        clock.namedGroups().containsKey("hours") ? Long.parseLong(clock.group("hours")) : 0;
    return Duration.ofSeconds(
        hours * HOUR
            + Long.parseLong(clock.group("minutes")) * MINUTE
            + Long.parseLong(clock.group("seconds")));
  }

  @Override
  public Object cast(Object held) throws ValueRejected {
    String expected = "a duration of whole seconds, not negative, in the form " + format;
    if (!(held instanceof String text) || text.length() > LONGEST) {
      throw ValueRejected.held(held, expected);
    }
    try {
      Duration duration = parser.apply(text.strip());
      long seconds = duration.toSeconds();
      if (duration.equals(Duration.ofSeconds(seconds)) && seconds >= 0) {
        return seconds;
      }
    } catch (DateTimeException | ArithmeticException malformed) {
      throw ValueRejected.held(held, expected);
    }
    throw ValueRejected.held(held, expected);
  }
}
