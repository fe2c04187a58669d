package dev.millrace.ingestion.rule.value;

import dev.millrace.ingestion.row.JsonValues;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;

/**
 * A scalar of a definition, which values are compared with: numbers by their value, texts by their
 * code points, times and dates with a text of ISO-8601, that of a time with its offset.
 * Thread-safe.
 */
public final class ValueComparison {
  private final Object declared;
  private final Optional<BigDecimal> number;

  /** What a definition holds: a text, a number, true or false. */
  public ValueComparison(Object declared) {
    this.declared = declared;
    this.number = NumberCasts.ofNumber(declared);
  }

  /** Whether a definition may hold it to compare with. */
  public static boolean canBeDeclared(Object value) {
    return value instanceof String
        || value instanceof Boolean
        || NumberCasts.ofNumber(value).isPresent();
  }

  /** Whether the value is the declared one; values of different kinds never are. */
  public boolean isEqual(Object held) {
    try {
      return held != null && (held.equals(declared) || compare(held) == 0);
    } catch (ValueRejected otherKind) {
      return false;
    }
  }

  /**
   * Negative, zero or positive, as the value is before, at or behind the declared one.
   *
   * @param held not null
   * @throws ValueRejected when they are of kinds that have no order
   */
  public int compare(Object held) throws ValueRejected {
    Optional<BigDecimal> heldNumber = NumberCasts.ofNumber(held);
    if (heldNumber.isPresent() && number.isPresent()) {
      return heldNumber.get().compareTo(number.get());
    }
    if (declared instanceof String text) {
      try {
        switch (held) {
          case String heldText -> {
            return byCodePoints(heldText, text);
          }
          case Instant time -> {
            return time.compareTo(OffsetDateTime.parse(text).toInstant());
          }
          case LocalDate day -> {
            return day.compareTo(LocalDate.parse(text));
          }
          default -> {}
        }
      } catch (DateTimeException otherForm) {
        throw ValueRejected.held(held, "one to compare with an ISO-8601 text of its kind");
      }
    }
    throw ValueRejected.held(held, JsonValues.kind(declared) + " to compare with");
  }

  private static int byCodePoints(String one, String other) {
    int[] first = one.codePoints().toArray();
    int[] second = other.codePoints().toArray();
    return Arrays.compare(first, second);
  }
}
