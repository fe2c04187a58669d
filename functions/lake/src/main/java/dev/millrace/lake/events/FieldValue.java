package dev.millrace.lake.events;

import com.fasterxml.jackson.core.JsonParser;
import dev.millrace.features.json.DecimalNumber;
import dev.millrace.features.json.UnicodeText;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What one of an event's fields held.
 *
 * @param text of a string its characters, of anything else how it is written
 */
public record FieldValue(Kind kind, String text) {
  static final FieldValue ABSENT = new FieldValue(Kind.ABSENT, "nothing");

  private static final Pattern PLAIN_DECIMAL = Pattern.compile("\\d{1,400}(\\.\\d{1,400})?");
  private static final int LOWEST_STATUS = 100;
  private static final int HIGHEST_STATUS = 599;

  enum Kind {
    ABSENT,
    NULL,
    STRING,
    NUMBER,
    BOOLEAN,
    OBJECT,
    ARRAY
  }

  /** The scalar that the parser stands on, or the kind of the container that begins there. */
  static FieldValue at(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> new FieldValue(Kind.OBJECT, "an object");
      case START_ARRAY -> new FieldValue(Kind.ARRAY, "an array");
      case VALUE_STRING -> new FieldValue(Kind.STRING, json.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new FieldValue(Kind.NUMBER, json.getText());
      case VALUE_NULL -> new FieldValue(Kind.NULL, "null");
      default -> new FieldValue(Kind.BOOLEAN, json.getText());
    };
  }

  /** Whether nothing was given: no field, null, or a string of white space. */
  boolean isMissing() {
    return switch (kind) {
      case ABSENT, NULL -> true;
      case STRING -> text.isBlank();
      default -> false;
    };
  }

  /** The trimmed text of a string or number that is not empty. */
  Optional<String> name() {
    return switch (kind) {
      case STRING -> Optional.of(wellFormed(text.strip())).filter(name -> !name.isEmpty());
      case NUMBER -> Optional.of(text);
      default -> Optional.empty();
    };
  }

  /** A finite number that is not negative, from a number or a string that is a plain decimal. */
  OptionalDouble latency() {
    Optional<String> number = number();
    if (number.isEmpty()) {
      return OptionalDouble.empty();
    }
    double value = Double.parseDouble(number.get());
    // Adding zero makes zero of minus zero.
    return Double.isFinite(value) && value >= 0
        ? OptionalDouble.of(value + 0.0)
        : OptionalDouble.empty();
  }

  /** A whole number from 100 to 599, from a number or a string of digits. */
  OptionalInt status() {
    Optional<String> number = number();
    if (number.isEmpty() || (kind == Kind.STRING && number.get().indexOf('.') >= 0)) {
      return OptionalInt.empty();
    }
    double value = Double.parseDouble(number.get());
    return value >= LOWEST_STATUS
            && value <= HIGHEST_STATUS
            && DecimalNumber.of(number.get()).isWhole()
        ? OptionalInt.of((int) value)
        : OptionalInt.empty();
  }

  private Optional<String> number() {
    return switch (kind) {
      case NUMBER -> Optional.of(text);
      case STRING ->
          Optional.of(text.strip()).filter(held -> PLAIN_DECIMAL.matcher(held).matches());
      default -> Optional.empty();
    };
  }

  /** For a sentence. */
  String shown() {
    return kind == Kind.STRING ? '"' + UnicodeText.shown(text) + '"' : UnicodeText.shown(text);
  }

  /** Half a surrogate pair, which JSON can write and UTF-8 cannot, becomes U+FFFD. */
  public static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return text.codePoints()
            .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return text;
  }
}
