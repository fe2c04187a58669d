package dev.millrace.local.sql;

/** SQL's quoted names and strings. */
final class Identifiers {
  private Identifiers() {}

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String text(Object text) {
    return "'" + text.toString().replace("'", "''") + "'";
  }
}
