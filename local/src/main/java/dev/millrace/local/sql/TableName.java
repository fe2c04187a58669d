package dev.millrace.local.sql;

import java.util.Locale;

/** A table and the database it is in, both in lower case. */
record TableName(String database, String table) implements Comparable<TableName> {
  static TableName of(String database, String table) {
    return new TableName(database.toLowerCase(Locale.ROOT), table.toLowerCase(Locale.ROOT));
  }

  /** As a statement names it, quoted. */
  String quoted() {
    return Identifiers.name(database) + "." + Identifiers.name(table);
  }

  @Override
  public int compareTo(TableName other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return database + "." + table;
  }
}
