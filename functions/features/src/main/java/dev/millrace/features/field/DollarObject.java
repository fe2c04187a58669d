package dev.millrace.features.field;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Objects of one member that MongoDB's extended JSON writes in place of a value: <a
 * href="https://www.mongodb.com/docs/manual/reference/mongodb-extended-json/">MongoDB Extended JSON
 * (v2)</a>.
 */
final class DollarObject {
  static final String DATE = "$date";

  private static final Set<String> NAMES =
      Set.of(DATE, "$oid", "$numberLong", "$numberInt", "$numberDouble", "$numberDecimal");

  private DollarObject() {}

  static boolean isName(String name) {
    return NAMES.contains(name);
  }

  static boolean isName(byte[] buffer, int start, int end) {
    return end > start
        && buffer[start] == '$'
        && isName(new String(buffer, start, end - start, StandardCharsets.UTF_8));
  }

  /** Of a name that {@link #isName} accepts: whether a text in it is a number. */
  static boolean isNumber(String name) {
    return name.charAt(1) == 'n';
  }

  /** As {@link #isNumber(String)}. */
  static boolean isNumber(byte[] buffer, int start) {
    return buffer[start + 1] == 'n';
  }

  /** Of a name that {@link #isName} accepts. */
  static boolean isDate(byte[] buffer, int start, int end) {
    return end - start == DATE.length() && buffer[start + 1] == 'd';
  }
}
