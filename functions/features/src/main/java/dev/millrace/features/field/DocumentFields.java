package dev.millrace.features.field;

import dev.millrace.features.json.DecimalNumber;
import dev.millrace.features.json.PlainJson;
import dev.millrace.features.json.UnicodeText;
import dev.millrace.features.time.TimeFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What stands at the wanted fields of one document, by slot. Texts and numbers are ranges of the
 * document's own bytes, which must not change while this is in use. Not thread-safe while it is
 * filled; immutable afterwards.
 */
public final class DocumentFields {
  private static final int TOKEN_BITS = 0x0F;

  /** The text is in {@link #decoded}, and not in the document. */
  private static final int DECODED = 0x10;

  /** The value stood in a {@code {"$date": ...}}. */
  private static final int DATE = 0x20;

  private static final int PLACES = 4;
  private static final int START = 1;
  private static final int END = 2;
  private static final int COUNT = 3;

  private static final int NO_ARRAY = -1;
  private static final byte[] NO_BYTES = {};

  private final byte[] document;

  /**
   * Of each slot its token with flags, start and end of its text, and one more than the elements of
   * its array; 0 for what is no array. One array is allocated and cleared faster than four.
   */
  private final int[] places;

  private String malformed;
  private byte[] decoded = NO_BYTES;
  private int decodedLength;

  DocumentFields(FieldTree tree, byte[] document) {
    this.document = document;
    this.places = new int[tree.slots() * PLACES];
  }

  void set(int slot, Token token) {
    places[slot * PLACES] = token.code();
    places[slot * PLACES + COUNT] = 0;
  }

  /** A text or number that is a range of the document, without a string's quotes. */
  void set(int slot, Token token, int start, int end) {
    set(slot, token);
    places[slot * PLACES + START] = start;
    places[slot * PLACES + END] = end;
  }

  /** A text or number that does not stand in the document as it is. */
  void set(int slot, Token token, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (decodedLength + bytes.length > decoded.length) {
      decoded = Arrays.copyOf(decoded, Math.max(64, 2 * (decodedLength + bytes.length)));
    }
    System.arraycopy(bytes, 0, decoded, decodedLength, bytes.length);
    set(slot, token, decodedLength, decodedLength + bytes.length);
    decodedLength += bytes.length;
    places[slot * PLACES] |= DECODED;
  }

  /** Sets what another slot holds. */
  void copy(int from, int to) {
    System.arraycopy(places, from * PLACES, places, to * PLACES, PLACES);
  }

  /** Whether a text, a number, true, false or null stands there itself, and not in an array. */
  boolean isScalar(int slot) {
    return count(slot) == NO_ARRAY
        && switch (token(slot)) {
          case NOTHING, OBJECT, ARRAY -> false;
          case NULL, TEXT, BROKEN_TEXT, NUMBER, TRUE, FALSE -> true;
        };
  }

  /** Makes a text that is a number as JSON writes one a number. */
  void markNumber(int slot) {
    int start = start(slot);
    int end = end(slot);
    if (token(slot) == Token.TEXT
        && start < end
        && PlainJson.number(bytes(slot), start, end) == end) {
      places[slot * PLACES] = (places[slot * PLACES] & ~TOKEN_BITS) | Token.NUMBER.code();
    }
  }

  void markDate(int slot) {
    places[slot * PLACES] |= DATE;
  }

  boolean isDate(int slot) {
    return (places[slot * PLACES] & DATE) != 0;
  }

  /** The value is the only element of an array, or stands in for all of several, or of none. */
  void setCount(int slot, int count) {
    places[slot * PLACES + COUNT] = count + 1;
  }

  void setMalformed(String sentence) {
    malformed = sentence;
  }

  /**
   * What is wrong with the document, in a sentence; then its fields are those that stand before.
   * Empty when it is one JSON object in UTF-8, within the limits.
   */
  public Optional<String> malformed() {
    return Optional.ofNullable(malformed);
  }

  /** What stands at the field. */
  public Token token(int slot) {
    return Token.ofCode(places[slot * PLACES] & TOKEN_BITS);
  }

  /** Nothing, null or an empty text stands there. */
  public boolean isMissing(int slot) {
    return switch (token(slot)) {
      case NOTHING, NULL -> true;
      case TEXT -> start(slot) == end(slot);
      default -> false;
    };
  }

  /** The text of a string, or of a number as it is written; empty for everything else. */
  public String text(int slot) {
    return switch (token(slot)) {
      case TEXT, NUMBER, BROKEN_TEXT ->
          new String(bytes(slot), start(slot), end(slot) - start(slot), StandardCharsets.UTF_8);
      default -> "";
    };
  }

  /** Whether a text stands there that is these bytes in UTF-8. */
  public boolean isText(int slot, byte[] text) {
    return token(slot) == Token.TEXT
        && Arrays.equals(bytes(slot), start(slot), end(slot), text, 0, text.length);
  }

  /** How many characters (Unicode code points) {@link #text} has. */
  public int codePoints(int slot) {
    byte[] bytes = bytes(slot);
    int count = 0;
    for (int i = start(slot); i < end(slot); i++) {
      // All bytes but those that go on with a character.
      count += (bytes[i] & 0xC0) == 0x80 ? 0 : 1;
    }
    return count;
  }

  /** Length in bytes of {@link #text} in UTF-8. */
  public int textBytes(int slot) {
    return end(slot) - start(slot);
  }

  /**
   * The number that a number or a text is; NaN when neither holds one, infinite when it is past the
   * range of a double.
   */
  public double number(int slot) {
    return switch (token(slot)) {
      case TEXT, NUMBER -> DecimalText.parse(bytes(slot), start(slot), end(slot));
      default -> Double.NaN;
    };
  }

  /** The value of a number, written in its one way; null when it is no number. */
  public String numberText(int slot) {
    if (token(slot) != Token.NUMBER) {
      return null;
    }
    String text = text(slot);
    return isPlainWholeNumber(text) ? text : DecimalNumber.of(text).toPlainText();
  }

  private static boolean isPlainWholeNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!DecimalNumber.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return text.length() <= DecimalNumber.MAXIMUM_PLAIN_DIGITS
        && (text.length() == 1 || text.charAt(0) != '0');
  }

  /** The time at the field, in milliseconds since 1970-01-01T00:00Z; empty when it is none. */
  public OptionalLong time(int slot, TimeFormat format) {
    TimeFormat held = isDate(slot) ? TimeFormat.OF_DATE_OBJECT : format;
    return switch (token(slot)) {
      case TEXT -> held.ofText(text(slot));
      case NUMBER -> held.ofNumber(bytes(slot), start(slot), end(slot));
      default -> OptionalLong.empty();
    };
  }

  /** How many elements the array at the field has; -1 when it is no array. */
  public int count(int slot) {
    return places[slot * PLACES + COUNT] - 1;
  }

  /** How a sentence shows what stands there: at most 100 characters of it. */
  public String held(int slot) {
    return switch (token(slot)) {
      case NOTHING -> count(slot) == 0 ? "an empty array" : "nothing";
      case NULL -> "null";
      case TEXT -> '"' + UnicodeText.shown(text(slot)) + '"';
      case BROKEN_TEXT -> '"' + text(slot) + '"';
      case NUMBER -> UnicodeText.shown(text(slot));
      case TRUE -> "true";
      case FALSE -> "false";
      case OBJECT -> "an object";
      case ARRAY ->
          count(slot) == NO_ARRAY
              ? "an array of several on the way"
              : "an array of %d".formatted(count(slot));
    };
  }

  private int start(int slot) {
    return places[slot * PLACES + START];
  }

  private int end(int slot) {
    return places[slot * PLACES + END];
  }

  private byte[] bytes(int slot) {
    return (places[slot * PLACES] & DECODED) == 0 ? document : decoded;
  }
}
