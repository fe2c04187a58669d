package dev.millrace.features;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a document as most of them are: well-formed, the wanted names written without escapes and
 * once, the id and zip code strings without escapes, the event time in digits or ISO-8601. It
 * checks all of the grammar, several bytes at a time, and gives up on everything else, however
 * slightly unusual; the JSON parser then says what it is. What it does read it reads as that parser
 * would: tests compare the two. Used once.
 *
 * <p>Strings are searched for their ends eight bytes at a time with the zero-byte test of Warren,
 * Hacker's Delight (2nd edition), section 6-1.
 */
final class PlainDocument {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long SIGN_BITS = 0x8080_8080_8080_8080L;
  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;
  private static final long SPACES = ' ' * ONES;

  /** Levels of a value that is skipped: as many as a long has bits, less one. */
  private static final int MAXIMUM_DEPTH = 62;

  private static final int MAXIMUM_NAME_LENGTH = 1_024;
  private static final int MAXIMUM_NUMBER_LENGTH = 64;
  private static final int MAXIMUM_MILLIS_DIGITS = 15;
  private static final int MAXIMUM_ZIP_CODE_DIGITS = 5;

  private final byte[] buffer;
  private final int end;
  private int at;
  private int tokenStart;
  private int tokenEnd;

  private String id;
  private OptionalLong createdMillis = OptionalLong.empty();
  private Optional<String> zipCode = Optional.empty();

  /** The bytes from offset to end are known to be well-formed UTF-8. */
  PlainDocument(byte[] buffer, int offset, int end) {
    this.buffer = buffer;
    this.at = offset;
    this.end = end;
  }

  /** The session; empty when the document is anything but plain, or no session. */
  Optional<Session> session(WantedFields wanted, EventTimeField eventTime, Instant arrival) {
    if (next() != '{') {
      return Optional.empty();
    }
    at++;
    if (!object(wanted) || next() != -1 || id == null || createdMillis.isEmpty()) {
      return Optional.empty();
    }
    Instant created = Instant.ofEpochMilli(createdMillis.getAsLong());
    return eventTime.isInRange(created, arrival)
        ? Optional.of(new Session(id, created, zipCode))
        : Optional.empty();
  }

  /** Reads an object from behind its opening brace to behind its closing one. */
  private boolean object(WantedFields wanted) {
    if (next() == '}') {
      at++;
      return true;
    }
    long seen = 0;
    while (name()) {
      int member = wanted.indexOf(buffer, tokenStart, tokenEnd);
      if (!colon()) {
        return false;
      }
      if (member < 0) {
        if (!skip()) {
          return false;
        }
      } else {
        // The last of several members counts, and clears what an earlier one held.
        if ((seen & 1L << member) != 0 || !member(wanted.member(member))) {
          return false;
        }
        seen |= 1L << member;
      }
      switch (next()) {
        case ',' -> at++;
        case '}' -> {
          at++;
          return true;
        }
        default -> {
          return false;
        }
      }
    }
    return false;
  }

  private boolean member(WantedFields.Member member) {
    return switch (member) {
      case WantedFields.Leaf(WantedFields.Field field) ->
          switch (field) {
            case ID -> id();
            case CREATED_DATE_TIME -> createdDateTime();
            case ZIP_CODE -> zipCode();
          };
      case WantedFields.Branch(WantedFields inside) -> {
        if (at < end && buffer[at] == '{') {
          at++;
          yield object(inside);
        }
        yield skip();
      }
    };
  }

  private boolean id() {
    if (!plainString()
        || tokenStart == tokenEnd
        || tokenEnd - tokenStart > Session.MAXIMUM_ID_BYTES) {
      return false;
    }
    id = text();
    return true;
  }

  private boolean createdDateTime() {
    if (at < end && buffer[at] == '"') {
      if (!plainString()) {
        return false;
      }
      createdMillis = EpochMillis.of(text());
    } else if (digits(MAXIMUM_MILLIS_DIGITS)) {
      createdMillis = OptionalLong.of(number());
    }
    return createdMillis.isPresent();
  }

  private boolean zipCode() {
    if (at < end && buffer[at] == '"') {
      if (!plainString()) {
        return false;
      }
      zipCode = ZipCode.ofText(text().strip());
      return true;
    }
    if (literal("null")) {
      return true;
    }
    if (!digits(MAXIMUM_ZIP_CODE_DIGITS)) {
      return false;
    }
    zipCode = ZipCode.ofNumber(OptionalLong.of(number()));
    return true;
  }

  private String text() {
    return new String(buffer, tokenStart, tokenEnd - tokenStart, StandardCharsets.UTF_8);
  }

  private long number() {
    long number = 0;
    for (int i = tokenStart; i < tokenEnd; i++) {
      number = number * 10 + (buffer[i] - '0');
    }
    return number;
  }

  /** A whole number in plain digits, without a leading zero. */
  private boolean digits(int maximum) {
    tokenStart = at;
    while (at < end && isDigit(buffer[at])) {
      at++;
    }
    tokenEnd = at;
    int length = tokenEnd - tokenStart;
    return length > 0
        && length <= maximum
        && (length == 1 || buffer[tokenStart] != '0')
        && at < end
        && buffer[at] != '.'
        && (buffer[at] | 0x20) != 'e';
  }

  /** A name without escapes, of at most {@value #MAXIMUM_NAME_LENGTH} bytes. */
  private boolean name() {
    return next() == '"' && plainString() && tokenEnd - tokenStart <= MAXIMUM_NAME_LENGTH;
  }

  private boolean colon() {
    if (next() != ':') {
      return false;
    }
    at++;
    return next() != -1;
  }

  private boolean plainString() {
    if (at >= end || buffer[at] != '"') {
      return false;
    }
    tokenStart = at + 1;
    at = special(tokenStart);
    tokenEnd = at;
    if (at >= end || buffer[at] != '"') {
      return false;
    }
    at++;
    return true;
  }

  /** Skips a value of any kind, whose first byte is the next one. */
  private boolean skip() {
    long objects = 0;
    int depth = 0;
    while (true) {
      boolean opened = false;
      if (at >= end) {
        return false;
      }
      switch (buffer[at]) {
        case '"' -> {
          if (!skipString()) {
            return false;
          }
        }
        case '{', '[' -> {
          boolean object = buffer[at] == '{';
          at++;
          depth++;
          if (depth > MAXIMUM_DEPTH) {
            return false;
          }
          objects = objects << 1 | (object ? 1 : 0);
          opened = next() != (object ? '}' : ']');
          if (opened && object && !(name() && colon())) {
            return false;
          }
        }
        case 't' -> {
          if (!literal("true")) {
            return false;
          }
        }
        case 'f' -> {
          if (!literal("false")) {
            return false;
          }
        }
        case 'n' -> {
          if (!literal("null")) {
            return false;
          }
        }
        default -> {
          if (!skipNumber()) {
            return false;
          }
        }
      }
      // Behind a value, or where an empty object or array closes.
      while (!opened) {
        if (depth == 0) {
          return true;
        }
        boolean object = (objects & 1) != 0;
        int separator = next();
        at++;
        if (separator == ',') {
          if (object ? !(name() && colon()) : next() == -1) {
            return false;
          }
          opened = true;
        } else if (separator == (object ? '}' : ']')) {
          depth--;
          objects >>>= 1;
        } else {
          return false;
        }
      }
    }
  }

  private boolean skipString() {
    at = special(at + 1);
    while (at < end && buffer[at] == '\\') {
      if (!skipEscape()) {
        return false;
      }
      at = special(at);
    }
    if (at >= end || buffer[at] != '"') {
      return false;
    }
    at++;
    return true;
  }

  private boolean skipEscape() {
    if (at + 1 >= end) {
      return false;
    }
    byte escaped = buffer[at + 1];
    at += 2;
    return switch (escaped) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> true;
      case 'u' -> {
        int hex = at;
        at += 4;
        yield at <= end
            && isHex(buffer[hex])
            && isHex(buffer[hex + 1])
            && isHex(buffer[hex + 2])
            && isHex(buffer[hex + 3]);
      }
      default -> false;
    };
  }

  /** Of a string's bytes, the first quote, backslash or control character; the end without one. */
  private int special(int from) {
    int place = from;
    for (; place <= end - Long.BYTES; place += Long.BYTES) {
      long word = (long) LONGS.get(buffer, place);
      long quotes = word ^ QUOTES;
      long backslashes = word ^ BACKSLASHES;
      long found =
          ((quotes - ONES & ~quotes)
                  | (backslashes - ONES & ~backslashes)
                  | (word - SPACES & ~word))
              & SIGN_BITS;
      if (found != 0) {
        return place + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    while (place < end
        && buffer[place] != '"'
        && buffer[place] != '\\'
        && (buffer[place] >= ' ' || buffer[place] < 0)) {
      place++;
    }
    return place;
  }

  private boolean skipNumber() {
    int start = at;
    if (buffer[at] == '-') {
      at++;
    }
    int whole = at;
    if (!skipDigits() || (buffer[whole] == '0' && at - whole > 1)) {
      return false;
    }
    if (at < end && buffer[at] == '.') {
      at++;
      if (!skipDigits()) {
        return false;
      }
    }
    if (at < end && (buffer[at] | 0x20) == 'e') {
      at++;
      if (at < end && (buffer[at] == '+' || buffer[at] == '-')) {
        at++;
      }
      if (!skipDigits()) {
        return false;
      }
    }
    return at - start <= MAXIMUM_NUMBER_LENGTH;
  }

  /** At least one. */
  private boolean skipDigits() {
    int start = at;
    while (at < end && isDigit(buffer[at])) {
      at++;
    }
    return at > start;
  }

  private boolean literal(String expected) {
    if (end - at < expected.length()) {
      return false;
    }
    for (int i = 0; i < expected.length(); i++) {
      if (buffer[at + i] != expected.charAt(i)) {
        return false;
      }
    }
    at += expected.length();
    return true;
  }

  /** The next byte that is not white space, which stays to be read; -1 at the end. */
  private int next() {
    while (at < end) {
      byte found = buffer[at];
      if (found > ' ' || found < 0) {
        return found;
      }
      if (found != ' ' && found != '\n' && found != '\r' && found != '\t') {
        return found;
      }
      at++;
    }
    return -1;
  }

  private static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }

  private static boolean isHex(byte character) {
    return Character.digit(character, 16) >= 0;
  }
}
