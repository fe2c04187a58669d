package dev.millrace.features.time;

import java.util.OptionalLong;

/** Epoch milliseconds from text: a string of digits, or an ISO-8601 date and time. */
public final class EpochMillis {

  private static final int DIGITS_THAT_FIT_A_LONG = 18;

  private EpochMillis() {}

  /** Empty when the text is neither. More digits than a long holds give the greatest long. */
  public static OptionalLong of(String text) {
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return new IsoDateTime(text, null).epochMillis();
      }
    }
    int firstDigit = 0;
    while (firstDigit < text.length() - 1 && text.charAt(firstDigit) == '0') {
      firstDigit++;
    }
    return OptionalLong.of(
        text.length() - firstDigit > DIGITS_THAT_FIT_A_LONG
            ? Long.MAX_VALUE
            : Long.parseLong(text, firstDigit, text.length(), 10));
  }

  /** Whether a character is one of the ASCII digits. */
  public static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
