package dev.millrace.features.json;

import java.util.BitSet;
import java.util.Optional;

/**
 * Checks bytes against the grammar of RFC 8259, slowly and in words: see {@link JsonFault}. It runs
 * where a JSON parser has given up, to say why. Depth costs no stack. Used once.
 */
final class JsonCheck {
  private static final int SHOWN_CHARACTERS = 20;

  private final byte[] buffer;
  private final int offset;
  private final int end;
  private final JsonFault.Limits limits;

  /** Of each open level, whether it is an object. */
  private final BitSet objects = new BitSet();

  private int depth;
  private int at;

  /** Whether a value has ended here, and no bracket has just opened. */
  private boolean behindValue;

  private String fault;

  JsonCheck(byte[] buffer, int offset, int end, JsonFault.Limits limits) {
    this.buffer = buffer;
    this.offset = offset;
    this.end = end;
    this.limits = limits;
    this.at = offset;
  }

  Optional<JsonFault> firstFault() {
    space();
    value();
    while (fault == null && depth > 0) {
      next();
    }
    if (fault == null) {
      space();
      if (at < end) {
        fault = isComment() ? "a comment is not JSON" : "the text goes on after its end";
      }
    }
    return fault == null ? Optional.empty() : Optional.of(new JsonFault(fault, character()));
  }

  /** Bytes that go on with a character do not count. */
  private long character() {
    long character = 1;
    for (int i = offset; i < at && i < end; i++) {
      character += (buffer[i] & 0xC0) == 0x80 ? 0 : 1;
    }
    return character;
  }

  /** Behind a value, or behind a bracket that opened. */
  private void next() {
    boolean object = objects.get(depth);
    char close = object ? '}' : ']';
    space();
    if (at == end) {
      fault = "the text ends inside %s".formatted(object ? "an object" : "an array");
    } else if (buffer[at] == close) {
      at++;
      depth--;
      behindValue = true;
    } else if (!behindValue) {
      memberOrElement(object);
    } else if (buffer[at] == ',') {
      int comma = at;
      at++;
      space();
      if (at < end && buffer[at] == close) {
        at = comma;
        fault = "a comma with nothing behind it is not JSON";
      } else {
        memberOrElement(object);
      }
    } else {
      fault =
          isComment()
              ? "a comment is not JSON"
              : "%s stands where a comma or %s is expected".formatted(shown(), close);
    }
  }

  private void memberOrElement(boolean object) {
    if (object) {
      name();
      if (fault != null) {
        return;
      }
      space();
    }
    value();
  }

  private void name() {
    if (at == end) {
      fault = "the text ends where a name is expected";
    } else if (buffer[at] == '"') {
      int start = at;
      string();
      if (fault == null && at - start - 2 > limits.nameLength()) {
        at = start;
        fault = "a name is longer than the %,d bytes that are read".formatted(limits.nameLength());
      }
      if (fault == null) {
        space();
        if (at < end && buffer[at] == ':') {
          at++;
        } else {
          fault = at == end ? "the text ends behind a name" : "a name without a colon behind it";
        }
      }
    } else if (isWordStart(buffer[at])) {
      fault = "a name without quotes (%s) is not JSON".formatted(word(at));
    } else {
      fault = unexpected("a name");
    }
  }

  private void value() {
    behindValue = false;
    if (at == end) {
      fault = at == offset ? "the text is empty" : "the text ends where a value is expected";
      return;
    }
    switch (buffer[at]) {
      case '"' -> string();
      case '{', '[' -> {
        if (depth == limits.depth()) {
          fault = "objects and arrays are nested deeper than %,d levels".formatted(limits.depth());
          return;
        }
        depth++;
        objects.set(depth, buffer[at] == '{');
        at++;
        return;
      }
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> {
        if (isWordStart(buffer[at])) {
          literal();
        } else {
          fault = unexpected("a value");
        }
      }
    }
    behindValue = true;
  }

  private void literal() {
    String word = word(at);
    if (word.equals("true") || word.equals("false") || word.equals("null")) {
      at += word.length();
    } else {
      fault = word + " is not JSON";
    }
  }

  private void number() {
    int start = at;
    if (buffer[at] == '-') {
      at++;
      if (at < end && isWordStart(buffer[at])) {
        fault = "-%s is not JSON".formatted(word(at));
        at = start;
        return;
      }
    }
    int whole = at;
    if (!digits("a number without digits is not JSON")) {
      return;
    }
    if (buffer[whole] == '0' && at - whole > 1) {
      at = start;
      fault = "a number with a leading zero is not JSON";
      return;
    }
    if (at < end && buffer[at] == '.') {
      at++;
      if (!digits("a number that ends with its point is not JSON")) {
        return;
      }
    }
    if (at < end && (buffer[at] | 0x20) == 'e') {
      at++;
      if (at < end && (buffer[at] == '+' || buffer[at] == '-')) {
        at++;
      }
      if (!digits("an exponent without digits is not JSON")) {
        return;
      }
    }
    if (at - start > limits.numberLength()) {
      at = start;
      fault =
          "a number is longer than the %,d characters that are read"
              .formatted(limits.numberLength());
    } else if (at < end && isWordStart(buffer[at])) {
      fault = "a number that goes on with %s is not JSON".formatted(word(at));
    }
  }

  private boolean digits(String otherwise) {
    int first = at;
    while (at < end && isDigit(buffer[at])) {
      at++;
    }
    if (at == first) {
      fault = at == end ? "the text ends inside a number" : otherwise;
    }
    return at > first;
  }

  private void string() {
    int start = at;
    at++;
    while (at < end && buffer[at] != '"') {
      byte character = buffer[at];
      if (character >= 0 && character < ' ') {
        fault =
            "a control character (U+%04X) inside a string is not JSON, it must be escaped"
                .formatted((int) character);
        return;
      }
      if (character == '\\' && !escape()) {
        return;
      }
      at++;
    }
    if (at >= end) {
      at = start;
      fault = "a string that does not end is not JSON";
    } else {
      at++;
    }
  }

  /** Goes to the escape's last byte. */
  private boolean escape() {
    int start = at;
    if (at + 1 >= end) {
      // The string does not end either.
      return true;
    }
    at++;
    if (buffer[at] == 'u') {
      for (int i = 0; i < 4 && at + 1 < end; i++) {
        if (Character.digit((char) (buffer[at + 1] & 0xFF), 16) < 0 || buffer[at + 1] < 0) {
          at = start;
          fault = "an escape \\u without four hexadecimal digits is not JSON";
          return false;
        }
        at++;
      }
      return true;
    }
    if ("\"\\/bfnrt".indexOf(buffer[at]) < 0) {
      String shown = shown();
      at = start;
      fault = "a backslash before %s is not JSON".formatted(shown);
      return false;
    }
    return true;
  }

  private String unexpected(String expected) {
    if (isComment()) {
      return "a comment is not JSON";
    }
    return switch (buffer[at]) {
      case '\'' -> "a text in single quotes is not JSON";
      case '+' -> "a number that begins with a plus sign is not JSON";
      case '.' -> "a number that begins with its point is not JSON";
      default ->
          isByteOrderMark()
              ? "a byte order mark is not JSON"
              : "%s stands where %s is expected".formatted(shown(), expected);
    };
  }

  private boolean isComment() {
    return buffer[at] == '#'
        || (buffer[at] == '/' && at + 1 < end && (buffer[at + 1] == '/' || buffer[at + 1] == '*'));
  }

  private boolean isByteOrderMark() {
    return at + 2 < end
        && buffer[at] == (byte) 0xEF
        && buffer[at + 1] == (byte) 0xBB
        && buffer[at + 2] == (byte) 0xBF;
  }

  /** The character here, if it can be shown. */
  private String shown() {
    byte character = buffer[at];
    if (character < 0) {
      return "a character beyond ASCII";
    }
    return character > ' ' && character < 0x7F
        ? Character.toString((char) character)
        : "the character U+%04X".formatted((int) character);
  }

  private String word(int from) {
    StringBuilder word = new StringBuilder();
    for (int i = from; i < end && (isWordStart(buffer[i]) || isDigit(buffer[i])); i++) {
      if (word.length() == SHOWN_CHARACTERS) {
        return word.append("...").toString();
      }
      word.append((char) buffer[i]);
    }
    return word.toString();
  }

  private static boolean isWordStart(byte character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || character == '_'
        || character == '$';
  }

  private static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }

  private void space() {
    at = PlainJson.space(buffer, at, end);
  }
}
