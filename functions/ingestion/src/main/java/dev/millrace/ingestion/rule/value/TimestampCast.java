package dev.millrace.ingestion.rule.value;

import dev.millrace.ingestion.definition.DefinitionObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes an {@link Instant} of whole microseconds, from the year 1 to 9999; what is smaller is cut.
 * Of a local time that a zone has twice the first is taken; one that it leaves out is later by the
 * gap.
 */
final class TimestampCast implements ValueCast {
  private static final String EPOCH_SECONDS = "epoch_seconds";
  private static final String EPOCH_MILLISECONDS = "epoch_milliseconds";
  private static final String ISO = "iso";

  private static final int MICROSECOND_DIGITS = 6;
  private static final double LARGEST_EPOCH = 1e15;
  private static final int MOST_DECIMALS = 1_000;
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private static final DateTimeFormatter ISO_TIME =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[XXX][XX][X]['['VV']']")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** Seconds in one unit of an epoch's number, as a power of ten; empty for a text's form. */
  private final Optional<Integer> unitExponent;

  private final DateTimeFormatter formatter;
  private final Optional<ZoneId> zone;

  private TimestampCast(
      Optional<Integer> unitExponent, DateTimeFormatter formatter, Optional<ZoneId> zone) {
    this.unitExponent = unitExponent;
    this.formatter = formatter;
    this.zone = zone;
  }

  /** Of the options {@code zone} and {@code format}, ISO-8601 without. */
  static TimestampCast read(DefinitionObject definition) {
    Optional<ZoneId> zone = TimeOptions.zone(definition);
    return switch (definition.optionalText("format").orElse(ISO)) {
      case ISO -> new TimestampCast(Optional.empty(), ISO_TIME, zone);
      case EPOCH_SECONDS -> new TimestampCast(Optional.of(0), ISO_TIME, zone);
      case EPOCH_MILLISECONDS -> new TimestampCast(Optional.of(-3), ISO_TIME, zone);
      default -> new TimestampCast(Optional.empty(), TimeOptions.pattern(definition), zone);
    };
  }

  @Override
  public Object cast(Object held) throws ValueRejected {
    return switch (held) {
      case Instant time -> inRange(held, time);
      case LocalDate day -> inRange(held, day.atStartOfDay(zoneFor(held)).toInstant());
      case Object number when unitExponent.isPresent() ->
          ofEpoch(number, unitExponent.orElseThrow());
      case String text -> inRange(held, parsed(text.strip()));
      default -> throw ValueRejected.held(held, "a text that is a time");
    };
  }

  private static Instant ofEpoch(Object held, int unitExponent) throws ValueRejected {
    double nearest = NumberCasts.number(held);
    BigDecimal number =
        NumberCasts.ofNumber(held).orElseGet(() -> new BigDecimal(((String) held).strip()));
    // Beyond what a timestamp may have: not to be written out digit by digit.
    if (Math.abs(nearest) > LARGEST_EPOCH || number.scale() > MOST_DECIMALS) {
      throw outOfRange(held);
    }
    long microseconds =
        number
            .scaleByPowerOfTen(unitExponent + MICROSECOND_DIGITS)
            .setScale(0, RoundingMode.FLOOR)
            .longValue();
    return inRange(held, Instant.EPOCH.plus(microseconds, ChronoUnit.MICROS));
  }

  private Instant parsed(String text) throws ValueRejected {
    if (text.length() > TimeOptions.LONGEST) {
      throw ValueRejected.held(
          text, "a text of at most %d characters".formatted(TimeOptions.LONGEST));
    }
    TemporalAccessor time;
    try {
      time =
          formatter.parseBest(
              text, ZonedDateTime::from, Instant::from, LocalDateTime::from, LocalDate::from);
    } catch (DateTimeException malformed) {
      throw ValueRejected.held(text, "a text that is a time of the declared format");
    }
    return switch (time) {
      case ZonedDateTime zoned -> zoned.toInstant();
      case LocalDateTime local -> local.atZone(zoneFor(text)).toInstant();
      case LocalDate day -> day.atStartOfDay(zoneFor(text)).toInstant();
      default -> Instant.from(time);
    };
  }

  private ZoneId zoneFor(Object held) throws ValueRejected {
    return zone.orElseThrow(
        () ->
            ValueRejected.held(held, "one with a zone or an offset, as the rule declares no zone"));
  }

  private static Instant inRange(Object held, Instant time) throws ValueRejected {
    if (time.isBefore(FIRST) || time.isAfter(LAST)) {
      throw outOfRange(held);
    }
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  private static ValueRejected outOfRange(Object held) {
    return ValueRejected.held(held, "a time in the years 1 to 9999");
  }
}
