package dev.millrace.ingestion.lineage;

import dev.millrace.ingestion.record.RecordTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The types that a column of a dataset's key can have. */
public enum KeyType {
  STRING("a text"),
  /** Of 64 bits. */
  LONG("a whole number of 64 bits"),
  BOOLEAN("true or false"),
  /** In UTC, with microseconds. */
  TIME("an ISO-8601 date and time with an offset"),
  DATE("an ISO-8601 date");

  private final String expected;

  KeyType(String expected) {
    this.expected = expected;
  }

  /** What a value of the type is, in a user's words. */
  String expected() {
    return expected;
  }

  /** The value that JSON's value stands for; empty where it is of another type. */
  Optional<Object> value(Object json) {
    return switch (json) {
      case Long number when this == LONG -> Optional.of(number);
      case Boolean flag when this == BOOLEAN -> Optional.of(flag);
      case String text when this == STRING || this == TIME || this == DATE -> parse(text);
      case null, default -> Optional.empty();
    };
  }

  /** The value that a text stands for by itself; empty where it stands for none. */
  Optional<Object> parse(String text) {
    return switch (this) {
      case STRING -> Optional.of(text);
      case LONG -> whole(text);
      case BOOLEAN ->
          text.equals("true") || text.equals("false")
              ? Optional.of(Boolean.valueOf(text))
              : Optional.empty();
      case TIME -> RecordTime.parse(text).map((Instant time) -> time);
      case DATE -> day(text);
    };
  }

  private static Optional<Object> whole(String text) {
    try {
      return Optional.of(Long.valueOf(text));
    } catch (NumberFormatException noNumber) {
      return Optional.empty();
    }
  }

  private static Optional<Object> day(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeParseException noDay) {
      return Optional.empty();
    }
  }
}
