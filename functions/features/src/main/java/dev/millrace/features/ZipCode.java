package dev.millrace.features;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads a zip code: see {@link SessionParser}. */
final class ZipCode {

  /** A look-up by a longer or a malformed key would fail, and with it those of the whole batch. */
  static final int MAXIMUM_LENGTH = 32;

  private static final int GREATEST = 99_999;
  private static final int DIGITS = 5;
  private static final int DIGITS_WITH_EXTENSION = 10;

  private ZipCode() {}

  /** Reads the value that the parser stands on, to its end. */
  static Optional<String> read(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> ofText(parser.getText().strip());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> ofNumber(WholeNumber.at(parser));
      default -> {
        parser.skipChildren();
        yield Optional.empty();
      }
    };
  }

  static Optional<String> ofText(String text) {
    if (text.isEmpty() || text.length() > MAXIMUM_LENGTH || !UnicodeText.isWellFormed(text)) {
      return Optional.empty();
    }
    return Optional.of(hasExtension(text) ? text.substring(0, DIGITS) : text);
  }

  private static boolean hasExtension(String text) {
    if (text.length() != DIGITS_WITH_EXTENSION) {
      return false;
    }
    for (int i = 0; i < DIGITS_WITH_EXTENSION; i++) {
      char c = text.charAt(i);
      if (i == DIGITS ? c != '-' : !EpochMillis.isDigit(c)) {
        return false;
      }
    }
    return true;
  }

  static Optional<String> ofNumber(OptionalLong number) {
    if (number.isEmpty() || number.getAsLong() < 0 || number.getAsLong() > GREATEST) {
      return Optional.empty();
    }
    String digits = Long.toString(number.getAsLong());
    return Optional.of("0".repeat(DIGITS - digits.length()) + digits);
  }
}
