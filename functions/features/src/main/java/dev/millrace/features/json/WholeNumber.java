package dev.millrace.features.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * The value of a JSON number that is whole, however it is written: {@code 1000}, {@code 1000.0} and
 * {@code 1e3} are the same number, and programs that hold numbers as doubles write any of them. A
 * value beyond a long gives the nearest long.
 */
public final class WholeNumber {

  private WholeNumber() {}

  /** Empty when the parser stands on a number that is not whole, or on no number. */
  public static OptionalLong at(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case JsonToken.VALUE_NUMBER_INT ->
          parser.getNumberType() == NumberType.BIG_INTEGER
              ? DecimalNumber.of(parser.getText()).nearestLong()
              : OptionalLong.of(parser.getLongValue());
      case JsonToken.VALUE_NUMBER_FLOAT -> DecimalNumber.of(parser.getText()).nearestLong();
      default -> OptionalLong.empty();
    };
  }
}
