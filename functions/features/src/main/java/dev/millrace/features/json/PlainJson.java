package dev.millrace.features.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Steps over JSON and checks all of its grammar and of UTF-8, eight bytes at a time in strings and
 * digits. A step takes the position where it begins and returns the one behind it; {@link
 * #NOT_PLAIN} when something is malformed, or unusual enough to leave it to the JSON parser.
 * Positions are passed on and not kept: a field would be stored and loaded between any two steps.
 *
 * <p>The tests of eight bytes are those of Warren, Hacker's Delight (2nd edition), section 6-1: the
 * lowest bit that is set is always right, a higher one may be a borrow's or a carry's.
 */
public final class PlainJson {
  /** In place of a position: something is malformed or unusual. */
  public static final int NOT_PLAIN = -1;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long SIGN_BITS = 0x8080_8080_8080_8080L;
  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;
  private static final long SPACES = ' ' * ONES;
  private static final long ZEROS = '0' * ONES;
  private static final long HIGH_HALVES = 0xF0F0_F0F0_F0F0_F0F0L;
  private static final long FROM_NINE_TO_THE_NEXT_HALF = 6 * ONES;

  /** Levels of a value: as many as a long has bits, less one. */
  private static final int MAXIMUM_DEPTH = 62;

  private static final int MAXIMUM_NAME_LENGTH = 1_024;
  private static final int MAXIMUM_NUMBER_LENGTH = 64;

  private PlainJson() {}

  /** To the next byte that is not white space, or to the end. */
  public static int space(byte[] buffer, int from, int end) {
    int at = from;
    while (at < end && buffer[at] <= ' ' && isSpace(buffer[at])) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(byte character) {
    return character == ' ' || character == '\n' || character == '\r' || character == '\t';
  }

  /** Over a value of any kind that begins here. */
  public static int value(byte[] buffer, int from, int end) {
    int at = from;
    long objects = 0;
    int depth = 0;
    while (true) {
      boolean opened = false;
      if (at >= end) {
        return NOT_PLAIN;
      }
      switch (buffer[at]) {
        case '"' -> at = string(buffer, at, end);
        case '{', '[' -> {
          boolean object = buffer[at] == '{';
          depth++;
          if (depth > MAXIMUM_DEPTH) {
            return NOT_PLAIN;
          }
          objects = objects << 1 | (object ? 1 : 0);
          at = space(buffer, at + 1, end);
          opened = at < end && buffer[at] != (object ? '}' : ']');
          if (opened && object) {
            at = name(buffer, at, end);
          }
        }
        case 't' -> at = literal(buffer, at, end, "true");
        case 'f' -> at = literal(buffer, at, end, "false");
        case 'n' -> at = literal(buffer, at, end, "null");
        default -> at = number(buffer, at, end);
      }
      if (at == NOT_PLAIN) {
        return NOT_PLAIN;
      }
      // Behind a value, or where an empty object or array closes.
      while (!opened) {
        if (depth == 0) {
          return at;
        }
        boolean object = (objects & 1) != 0;
        at = space(buffer, at, end);
        if (at >= end) {
          return NOT_PLAIN;
        }
        byte separator = buffer[at];
        at++;
        if (separator == ',') {
          at = space(buffer, at, end);
          if (object) {
            at = name(buffer, at, end);
            if (at == NOT_PLAIN) {
              return NOT_PLAIN;
            }
          }
          opened = true;
        } else if (separator == (object ? '}' : ']')) {
          depth--;
          objects >>>= 1;
        } else {
          return NOT_PLAIN;
        }
      }
    }
  }

  /** Over a name that begins here and its colon, to the first byte of its value. */
  private static int name(byte[] buffer, int from, int end) {
    int at = plainName(buffer, from, end);
    return at == NOT_PLAIN ? NOT_PLAIN : colon(buffer, at, end);
  }

  /** Over a name without escapes, of at most {@value #MAXIMUM_NAME_LENGTH} bytes. */
  public static int plainName(byte[] buffer, int from, int end) {
    int at = plainString(buffer, from, end);
    return at - from - 2 > MAXIMUM_NAME_LENGTH ? NOT_PLAIN : at;
  }

  /** From behind a name to its value's first byte. */
  public static int colon(byte[] buffer, int from, int end) {
    int at = space(buffer, from, end);
    return at < end && buffer[at] == ':' ? space(buffer, at + 1, end) : NOT_PLAIN;
  }

  /** Over a string without escapes. */
  public static int plainString(byte[] buffer, int from, int end) {
    if (from >= end || buffer[from] != '"') {
      return NOT_PLAIN;
    }
    int at = special(buffer, from + 1, end);
    while (at < end && buffer[at] < 0) {
      at = Utf8.sequencesEnd(buffer, at, end);
      if (at == NOT_PLAIN) {
        return NOT_PLAIN;
      }
      at = special(buffer, at, end);
    }
    return at < end && buffer[at] == '"' ? at + 1 : NOT_PLAIN;
  }

  private static int string(byte[] buffer, int from, int end) {
    int at = special(buffer, from + 1, end);
    while (at < end && (buffer[at] < 0 || buffer[at] == '\\')) {
      at = buffer[at] < 0 ? Utf8.sequencesEnd(buffer, at, end) : escape(buffer, at, end);
      if (at == NOT_PLAIN) {
        return NOT_PLAIN;
      }
      at = special(buffer, at, end);
    }
    return at < end && buffer[at] == '"' ? at + 1 : NOT_PLAIN;
  }

  private static int escape(byte[] buffer, int from, int end) {
    if (from + 1 >= end) {
      return NOT_PLAIN;
    }
    int at = from + 2;
    return switch (buffer[from + 1]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at;
      case 'u' ->
          at + 4 <= end
                  && isHex(buffer[at])
                  && isHex(buffer[at + 1])
                  && isHex(buffer[at + 2])
                  && isHex(buffer[at + 3])
              ? at + 4
              : NOT_PLAIN;
      default -> NOT_PLAIN;
    };
  }

  private static boolean isHex(byte character) {
    return Character.digit(character, 16) >= 0;
  }

  /**
   * Of a string's bytes, the first quote, backslash, control character or byte past ASCII; the end
   * without one.
   */
  private static int special(byte[] buffer, int from, int end) {
    int at = from;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      long word = (long) LONGS.get(buffer, at);
      long quotes = word ^ QUOTES;
      long backslashes = word ^ BACKSLASHES;
      long found =
          ((quotes - ONES & ~quotes)
                  | (backslashes - ONES & ~backslashes)
                  | (word - SPACES & ~word)
                  | word)
              & SIGN_BITS;
      if (found != 0) {
        return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    while (at < end && buffer[at] != '"' && buffer[at] != '\\' && buffer[at] >= ' ') {
      at++;
    }
    return at;
  }

  /** Over a number of at most {@value #MAXIMUM_NUMBER_LENGTH} characters. */
  public static int number(byte[] buffer, int from, int end) {
    int whole = buffer[from] == '-' ? from + 1 : from;
    int at = digits(buffer, whole, end);
    if (at == whole || (buffer[whole] == '0' && at - whole > 1)) {
      return NOT_PLAIN;
    }
    if (at < end && buffer[at] == '.') {
      int fraction = at + 1;
      at = digits(buffer, fraction, end);
      if (at == fraction) {
        return NOT_PLAIN;
      }
    }
    if (at < end && (buffer[at] | 0x20) == 'e') {
      boolean signed = at + 1 < end && (buffer[at + 1] == '+' || buffer[at + 1] == '-');
      int exponent = signed ? at + 2 : at + 1;
      at = digits(buffer, exponent, end);
      if (at == exponent) {
        return NOT_PLAIN;
      }
    }
    return at - from <= MAXIMUM_NUMBER_LENGTH ? at : NOT_PLAIN;
  }

  /** Over the digits that there are. */
  private static int digits(byte[] buffer, int from, int end) {
    int at = from;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      long word = (long) LONGS.get(buffer, at);
      // A digit's high half is 3, and still is when 6 is added.
      long others =
          ((word & HIGH_HALVES) ^ ZEROS)
              | ((word + FROM_NINE_TO_THE_NEXT_HALF & HIGH_HALVES) ^ ZEROS);
      if (others != 0) {
        return at + Long.numberOfTrailingZeros(others) / Byte.SIZE;
      }
    }
    while (at < end && buffer[at] >= '0' && buffer[at] <= '9') {
      at++;
    }
    return at;
  }

  /** Over a word that is expected here. */
  public static int literal(byte[] buffer, int from, int end, String expected) {
    if (end - from < expected.length()) {
      return NOT_PLAIN;
    }
    for (int i = 0; i < expected.length(); i++) {
      if (buffer[from + i] != expected.charAt(i)) {
        return NOT_PLAIN;
      }
    }
    return from + expected.length();
  }
}
