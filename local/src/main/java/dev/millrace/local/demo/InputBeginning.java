package dev.millrace.local.demo;

import java.util.Optional;

/**
 * What the first bytes of an input tell about all of it. As the class of this name in
 * functions/features.
 */
final class InputBeginning {
  /** Bytes that are enough to tell. */
  static final int LENGTH = 4;

  private static final int UTF8_MARK_LENGTH = 3;

  private InputBeginning() {}

  /** Length in bytes of the UTF-8 byte order mark that the input begins with: 3, or 0. */
  static int byteOrderMarkLength(byte[] input, int length) {
    boolean marked =
        length >= UTF8_MARK_LENGTH
            && at(input, 0) == 0xEF
            && at(input, 1) == 0xBB
            && at(input, 2) == 0xBF;
    return marked ? UTF8_MARK_LENGTH : 0;
  }

  /**
   * The name of the form that the input has in place of UTF-8 text, where its documents cannot be
   * told apart at all: UTF-16 or UTF-32 text that begins with an ASCII character behind a byte
   * order mark, or with a bracket, and gzip. Empty for anything else, however odd.
   */
  static Optional<String> foreignForm(byte[] input, int length) {
    if (length >= 3 && at(input, 0) == 0x1F && at(input, 1) == 0x8B && at(input, 2) == 8) {
      return Optional.of("gzip");
    }
    if (length < LENGTH) {
      return Optional.empty();
    }
    int first = pair(input, 0);
    int second = pair(input, 2);
    if (isUtf32(first, second)) {
      return Optional.of("UTF-32");
    }
    return isUtf16(first, second) ? Optional.of("UTF-16") : Optional.empty();
  }

  private static boolean isUtf32(int first, int second) {
    boolean bigEndian = first == 0 && (second == 0xFEFF || isBracket(second));
    boolean littleEndian = second == 0 && (first == 0xFFFE || isBracketAndZero(first));
    return bigEndian || littleEndian;
  }

  private static boolean isUtf16(int first, int second) {
    boolean bigEndian = first == 0xFEFF && second < 0x100;
    boolean littleEndian = first == 0xFFFE && (second & 0xFF) == 0;
    return bigEndian || littleEndian || isBracket(first) || isBracketAndZero(first);
  }

  private static boolean isBracketAndZero(int pair) {
    return (pair & 0xFF) == 0 && isBracket(pair >> Byte.SIZE);
  }

  private static boolean isBracket(int character) {
    return character == '[' || character == '{';
  }

  private static int pair(byte[] input, int index) {
    return (at(input, index) << Byte.SIZE) | at(input, index + 1);
  }

  private static int at(byte[] input, int index) {
    return input[index] & 0xFF;
  }
}
