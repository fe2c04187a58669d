package dev.millrace.lake.events;

/**
 * How a sentence shows what was held: some of it, without what a log or a terminal would garble.
 */
public final class Shown {
  private static final int MAXIMUM_LENGTH = 100;

  private Shown() {}

  /** At most 100 characters of the text; control characters and the like as escapes. */
  public static String of(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(MAXIMUM_LENGTH)
        .forEach(
            c -> {
              if (isPrintable(c)) {
                shown.appendCodePoint(c);
              } else if (Character.isBmpCodePoint(c)) {
                shown.append("\\u%04x".formatted(c));
              } else {
                shown.append("\\u{%x}".formatted(c));
              }
            });
    boolean cut = text.codePointCount(0, text.length()) > MAXIMUM_LENGTH;
    return cut ? shown.append("...").toString() : shown.toString();
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
