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
  private static final byte TOKEN_BITS = 0x0F;

  /** The text is in {@link #decoded}, and not in the document. */
  private static final byte DECODED = 0x10;

  /** The value stood in a {@code {"$date": ...}}. */
  private static final byte DATE = 0x20;

  private static final int NO_ARRAY = -1;
  private static final byte[] NO_BYTES = {};

  private final byte[] document;
  private final byte[] tokens;
  private final int[] starts;
  private final int[] ends;

  /** Of an array, how many elements it has; {@link #NO_ARRAY} for anything else. */
  private final int[] counts;

  private String malformed;
  private byte[] decoded = NO_BYTES;
  private int decodedLength;

  DocumentFields(FieldTree tree, byte[] document) {
    this.document = document;
    this.tokens = new byte[tree.slots()];
    this.starts = new int[tree.slots()];
    this.ends = new int[tree.slots()];
    this.counts = new int[tree.slots()];
    Arrays.fill(counts, NO_ARRAY);
  }

  void set(int slot, Token token) {
    tokens[slot] = token.code();
    counts[slot] = NO_ARRAY;
  }

  /** A text or number that is a range of the document, without a string's quotes. */
  void set(int slot, Token token, int start, int end) {
    set(slot, token);
    starts[slot] = start;
    ends[slot] = end;
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
    tokens[slot] |= DECODED;
  }

  /** Sets what another slot holds. */
  void copy(int from, int to) {
    tokens[to] = tokens[from];
    starts[to] = starts[from];
    ends[to] = ends[from];
    counts[to] = counts[from];
  }

  /** Whether a text, a number, true, false or null stands there itself, and not in an array. */
  boolean isScalar(int slot) {
    return counts[slot] == NO_ARRAY
        && switch (token(slot)) {
          case NOTHING, OBJECT, ARRAY -> false;
          case NULL, TEXT, BROKEN_TEXT, NUMBER, TRUE, FALSE -> true;
        };
  }

  /** Makes a text that is a number as JSON writes one a number. */
  void markNumber(int slot) {
    int start = starts[slot];
    int end = ends[slot];
    if (token(slot) == Token.TEXT
        && start < end
        && PlainJson.number(bytes(slot), start, end) == end) {
      tokens[slot] = (byte) ((tokens[slot] & ~TOKEN_BITS) | Token.NUMBER.code());
    }
  }

  void markDate(int slot) {
    tokens[slot] |= DATE;
  }

  boolean isDate(int slot) {
    return (tokens[slot] & DATE) != 0;
  }

  /** The value is the only element of an array, or stands in for all of several, or of none. */
  void setCount(int slot, int count) {
    counts[slot] = count;
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
    return Token.ofCode(tokens[slot] & TOKEN_BITS);
  }

  /** Nothing, null or an empty text stands there. */
  public boolean isMissing(int slot) {
    return switch (token(slot)) {
      case NOTHING, NULL -> true;
      case TEXT -> starts[slot] == ends[slot];
      default -> false;
    };
  }

  /** The text of a string, or of a number as it is written; empty for everything else. */
  public String text(int slot) {
    return switch (token(slot)) {
      case TEXT, NUMBER, BROKEN_TEXT ->
          new String(bytes(slot), starts[slot], ends[slot] - starts[slot], StandardCharsets.UTF_8);
      default -> "";
    };
  }

  /** Length in bytes of {@link #text} in UTF-8. */
  public int textBytes(int slot) {
    return ends[slot] - starts[slot];
  }

  /**
   * The number that a number or a text is; NaN when neither holds one, infinite when it is past the
   * range of a double.
   */
  public double number(int slot) {
    return switch (token(slot)) {
      case TEXT, NUMBER -> DecimalText.parse(bytes(slot), starts[slot], ends[slot]);
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
      case NUMBER -> held.ofNumber(text(slot));
      default -> OptionalLong.empty();
    };
  }

  /** How many elements the array at the field has; -1 when it is no array. */
  public int count(int slot) {
    return counts[slot];
  }

  /** How a sentence shows what stands there: at most 100 characters of it. */
  public String held(int slot) {
    return switch (token(slot)) {
      case NOTHING -> counts[slot] == 0 ? "an empty array" : "nothing";
      case NULL -> "null";
      case TEXT -> '"' + UnicodeText.shown(text(slot)) + '"';
      case BROKEN_TEXT -> '"' + text(slot) + '"';
      case NUMBER -> UnicodeText.shown(text(slot));
      case TRUE -> "true";
      case FALSE -> "false";
      case OBJECT -> "an object";
      case ARRAY ->
          counts[slot] == NO_ARRAY
              ? "an array of several on the way"
              : "an array of %d".formatted(counts[slot]);
    };
  }

  private byte[] bytes(int slot) {
    return (tokens[slot] & DECODED) == 0 ? document : decoded;
  }
}
