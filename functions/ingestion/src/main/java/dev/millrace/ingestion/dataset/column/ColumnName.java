package dev.millrace.ingestion.dataset.column;

import java.util.function.Predicate;

/** Names of columns, {@code [a-z][a-z0-9_]{0,62}}, made of the names of fields. */
final class ColumnName {
  private static final int LONGEST = 63;

  private ColumnName() {}

  /**
   * The name that a field asks for. Letters of ASCII become lower case, digits and underscores
   * stay, each other character becomes an underscore. What then begins with an underscore gets a
   * {@code c} in front, what begins with a digit or is empty {@code c_}. At most 63 characters.
   */
  static String of(String field) {
    StringBuilder name = new StringBuilder(field.length() + 2);
    field.codePoints().forEach(c -> name.append(inName(c)));
    if (name.isEmpty() || Character.isDigit(name.charAt(0))) {
      name.insert(0, "c_");
    } else if (name.charAt(0) == '_') {
      name.insert(0, 'c');
    }
    return name.substring(0, Math.min(name.length(), LONGEST));
  }

  private static char inName(int c) {
    if (c >= 'A' && c <= 'Z') {
      return (char) (c - 'A' + 'a');
    }
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? (char) c : '_';
  }

  /** The name, or the first of {@code NAME_2}, {@code NAME_3} and so on that is not taken. */
  static String free(String wanted, Predicate<String> taken) {
    String name = wanted;
    for (int number = 2; taken.test(name); number++) {
      name = suffixed(wanted, "_" + number);
    }
    return name;
  }

  /** The name with an ending, cut before it where it would be too long. */
  static String suffixed(String name, String ending) {
    return name.substring(0, Math.min(name.length(), LONGEST - ending.length())) + ending;
  }
}
