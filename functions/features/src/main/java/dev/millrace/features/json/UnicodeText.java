package dev.millrace.features.json;

/** What JSON lets a string hold and others do not take. */
public final class UnicodeText {

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
   * At most so many characters of the text, with escapes for what a log or a terminal would garble.
   */
  public static String shown(String text, int maximum) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length() && i < maximum; i++) {
      char c = text.charAt(i);
      if (isPair(text, i) && i + 1 < maximum) {
        shown.appendCodePoint(text.codePointAt(i));
        i++;
      } else if (isPrintable(c)) {
        shown.append(c);
      } else {
        shown.append("\\u%04x".formatted((int) c));
      }
    }
    return text.length() > maximum ? shown.append("...").toString() : shown.toString();
  }

  private static boolean isPair(String text, int at) {
    return at + 1 < text.length()
        && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
  }

  private static boolean isPrintable(char c) {
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
