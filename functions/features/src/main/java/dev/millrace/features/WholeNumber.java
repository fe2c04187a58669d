package dev.millrace.features;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.OptionalLong;

/**
 * The value of a JSON number that is whole, however it is written: {@code 1000}, {@code 1000.0} and
 * {@code 1e3} are the same number, and programs that hold numbers as doubles write any of them. A
 * value beyond a long gives the nearest long.
 */
final class WholeNumber {

  private WholeNumber() {}

  /** Empty when the parser stands on a number that is not whole, or on no number. */
  static OptionalLong at(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case JsonToken.VALUE_NUMBER_INT ->
          parser.getNumberType() == NumberType.BIG_INTEGER
              ? OptionalLong.of(nearestLong(parser.getBigIntegerValue()))
              : OptionalLong.of(parser.getLongValue());
      case JsonToken.VALUE_NUMBER_FLOAT -> ofDecimal(parser.getText());
      default -> OptionalLong.empty();
    };
  }

  private static OptionalLong ofDecimal(String text) {
    BigDecimal value;
    try {
      value = new BigDecimal(text);
    } catch (NumberFormatException exponentBeyondInt) {
      return OptionalLong.empty();
    }
    BigDecimal shortest = value.stripTrailingZeros();
    if (shortest.scale() > 0) {
      return OptionalLong.empty();
    }
    // 1e999999999 is cheap as a BigDecimal and 400 MB as a BigInteger.
    boolean beyondLong = (long) shortest.precision() - shortest.scale() > 19;
    return OptionalLong.of(
        beyondLong ? limit(shortest.signum()) : nearestLong(shortest.toBigIntegerExact()));
  }

  private static long nearestLong(BigInteger value) {
    return value.bitLength() < Long.SIZE ? value.longValue() : limit(value.signum());
  }

  private static long limit(int sign) {
    return sign < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }
}
