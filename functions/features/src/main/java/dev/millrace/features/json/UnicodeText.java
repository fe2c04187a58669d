package dev.millrace.features.json;

/** What JSON lets a string hold and others do not take. */
public final class UnicodeText {
  private static final int MAXIMUM_SHOWN = 100;

  private UnicodeText() {}

  /** No half of a surrogate pair stands alone, as {@code "\ud800"} would: it has no UTF-8. */
  public static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!isPair(text, i)) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** Bytes of a well-formed text in UTF-8. */
  public static int utf8Length(String text) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return length;
  }

  /**
   * How a sentence shows what was held: at most 100 characters of the text, with escapes for what a
   * log or a terminal would garble.
   */
  public static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    int next = 0;
    for (int taken = 0; taken < MAXIMUM_SHOWN && next < text.length(); taken++) {
      int c = text.codePointAt(next);
      if (isPrintable(c)) {
        shown.appendCodePoint(c);
      } else {
        shown.append((Character.isBmpCodePoint(c) ? "\\u%04x" : "\\u{%x}").formatted(c));
      }
      next += Character.charCount(c);
    }
    return next < text.length() ? shown.append("...").toString() : shown.toString();
  }

  private static boolean isPair(String text, int at) {
    return at + 1 < text.length()
        && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
