package dev.millrace.ingestion.fetch;

import dev.millrace.common.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How an incremental field's values are written. All of them are compared as whole numbers:
 * nanoseconds since 1970 for times.
 */
enum IncrementalFormat {
  /** Written with milliseconds: a server that compares texts would leave out rows of the second. */
  ISO,
  /** For servers that take no fraction of a second. */
  ISO_SECONDS,
  DATE,
  EPOCH_SECONDS,
  EPOCH_MILLISECONDS,
  NUMBER;

  static final List<String> WORDS = Stream.of(values()).map(IncrementalFormat::word).toList();
  private static final BigInteger NANOS_OF_SECOND = BigInteger.TEN.pow(9);
  private static final BigDecimal LARGEST = BigDecimal.TEN.pow(30);
  private static final int LONGEST = 40;

  static IncrementalFormat of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isTime() {
    return this != NUMBER;
  }

  /** The value's place; empty where it is not in this format. A time without a zone is UTC. */
  Optional<BigInteger> read(Object value) {
    return switch (this) {
      case ISO, ISO_SECONDS, DATE ->
          value instanceof String text
              ? readTime(text).map(IncrementalFormat::nanos)
              : Optional.empty();
      case EPOCH_SECONDS -> readNumber(value).map(number -> floor(number.movePointRight(9)));
      case EPOCH_MILLISECONDS -> readNumber(value).map(number -> floor(number.movePointRight(6)));
      case NUMBER -> readNumber(value).map(IncrementalFormat::floor);
    };
  }

  private static Optional<Instant> readTime(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      if (text.indexOf(':') < 0) {
        return Optional.of(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
      }
      TemporalAccessor time =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              text.replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from);
      return Optional.of(
          time instanceof OffsetDateTime zoned
              ? zoned.toInstant()
              : ((LocalDateTime) time).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException unreadable) {
      return Optional.empty();
    }
  }

  private static Optional<BigDecimal> readNumber(Object value) {
    Optional<BigDecimal> number =
        switch (value) {
          case Long whole -> Optional.of(BigDecimal.valueOf(whole));
          case BigInteger whole -> Optional.of(new BigDecimal(whole));
          case Double fractional -> Optional.of(BigDecimal.valueOf(fractional));
          case BigDecimal fractional -> Optional.of(fractional);
          case String text when text.length() <= LONGEST && text.matches("-?[0-9]+(\\.[0-9]+)?") ->
              Optional.of(new BigDecimal(text));
          case null, default -> Optional.empty();
        };
    return number.filter(held -> held.abs().compareTo(LARGEST) < 0);
  }

  private static BigInteger floor(BigDecimal number) {
    return number.setScale(0, RoundingMode.FLOOR).toBigInteger();
  }

  static BigInteger nanos(Instant time) {
    return BigInteger.valueOf(time.getEpochSecond())
        .multiply(NANOS_OF_SECOND)
        .add(BigInteger.valueOf(time.getNano()));
  }

  /** The place as a request has it, rounded down. */
  String write(BigInteger place) {
    return switch (this) {
      case ISO -> Json.time(instant(place));
      case ISO_SECONDS -> instant(place).truncatedTo(ChronoUnit.SECONDS).toString();
      case DATE -> LocalDate.ofInstant(instant(place), ZoneOffset.UTC).toString();
      case EPOCH_SECONDS -> floor(new BigDecimal(place).movePointLeft(9)).toString();
      case EPOCH_MILLISECONDS -> floor(new BigDecimal(place).movePointLeft(6)).toString();
      case NUMBER -> place.toString();
    };
  }

  private static Instant instant(BigInteger nanos) {
    BigInteger[] parts = nanos.divideAndRemainder(NANOS_OF_SECOND);
    BigInteger seconds =
        parts[0]
            .max(BigInteger.valueOf(Instant.MIN.getEpochSecond() + 1))
            .min(BigInteger.valueOf(Instant.MAX.getEpochSecond()));
    return Instant.ofEpochSecond(seconds.longValue(), parts[1].longValue());
  }
}
