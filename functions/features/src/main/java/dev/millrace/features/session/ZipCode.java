package dev.millrace.features.session;

import com.fasterxml.jackson.core.JsonParser;
import dev.millrace.features.json.UnicodeText;
import dev.millrace.features.json.WholeNumber;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a zip code's field held: see {@link SessionParser}. A number is read as its digits are, so
 * that a zip code is the same one in either form.
 *
 * @param code the key of its look-up; empty when there is none
 * @param isInvalid whether something was held that is no zip code
 */
record ZipCode(Optional<String> code, boolean isInvalid) {

  static final ZipCode NONE = new ZipCode(Optional.empty(), false);
  static final ZipCode INVALID = new ZipCode(Optional.empty(), true);

  /** A look-up by a longer or a malformed key would fail, and with it those of the whole batch. */
  static final int MAXIMUM_LENGTH = 32;

  /**
   * A US zip code, which has lost its leading zeros where it was a number once, and may have lost
   * its extension too. Codes of other countries are kept out: Japan has three digits and four, and
   * eight digits are Brazil's.
   */
  private static final Pattern UNITED_STATES =
      Pattern.compile(
          "(\\d{1,5})(?:\\.0+)?|(\\d{4,5})[\\p{Pd}\\h](?:\\d{4})?|(\\d{5})\\d{4}(?:\\.0+)?");

  private static final int DIGITS = 5;

  /** Reads the value that the parser stands on, to its end. */
  static ZipCode read(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> NONE;
      case VALUE_STRING -> ofText(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> ofNumber(WholeNumber.at(parser));
      default -> {
        parser.skipChildren();
        yield INVALID;
      }
    };
  }

  /** A text of white space holds nothing. */
  static ZipCode ofText(String text) {
    String trimmed = trimmed(text);
    if (trimmed.isEmpty()) {
      return NONE;
    }
    if (trimmed.length() > MAXIMUM_LENGTH || !UnicodeText.isWellFormed(trimmed)) {
      return INVALID;
    }
    return of(trimmed);
  }

  static ZipCode ofNumber(OptionalLong number) {
    return number.isEmpty() || number.getAsLong() < 0 || number.getAsLong() == Long.MAX_VALUE
        ? INVALID
        : of(Long.toString(number.getAsLong()));
  }

  private static ZipCode of(String text) {
    Matcher parts = UNITED_STATES.matcher(text);
    if (!parts.matches()) {
      return new ZipCode(Optional.of(text), false);
    }
    String digits = parts.group(1);
    for (int group = 2; digits == null; group++) {
      digits = parts.group(group);
    }
    return new ZipCode(Optional.of("0".repeat(DIGITS - digits.length()) + digits), false);
  }

  private static String trimmed(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isWhiteSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isWhiteSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** As Unicode has it, no-break spaces and the next line among it. */
  private static boolean isWhiteSpace(char character) {
    return Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || character == '\u0085';
  }
}
