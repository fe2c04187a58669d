package dev.millrace.lake.lookup;

import dev.millrace.common.InvalidInput;
import dev.millrace.features.json.UnicodeText;
import java.util.regex.Pattern;

/** Names of look-up tables and of their attributes. */
final class LookupName {
  static final String EXPECTED =
      "a name of 1 to 63 lower-case letters, digits and underscores that begins with a letter";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  private LookupName() {}

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /**
   * The text, where it is a name.
   *
   * @param field what held it
   * @param text null where it is missing
   */
  static String require(String field, String text) {
    if (text == null || !isName(text)) {
      throw InvalidInput.field(field, text == null ? null : UnicodeText.shown(text), EXPECTED);
    }
    return text;
  }
}
