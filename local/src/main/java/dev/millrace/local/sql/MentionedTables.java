package dev.millrace.local.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The tables that a statement reads, found in DuckDB's own parse of it. */
final class MentionedTables {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Schemas that DuckDB has itself. */
  private static final Set<String> SYSTEM = Set.of("information_schema", "pg_catalog");

  private MentionedTables() {}

  /**
   * Reads a statement without running it.
   *
   * @throws StackException when it is no single SELECT, or names a table without its database
   */
  static Set<TableName> of(String statement, Connection duckDb) throws SQLException, IOException {
    JsonNode parsed = parsed(statement, duckDb);
    if (parsed.path("error").asBoolean()) {
      boolean other = parsed.path("error_type").asText().equals("not implemented");
      throw new StackException(
          other
              ? "The statement is no SELECT: the local tables are only read"
              : "The statement cannot be read: " + parsed.path("error_message").asText());
    }
    if (parsed.path("statements").size() != 1) {
      throw new StackException(
          "There are %d statements; expected one SELECT"
              .formatted(parsed.path("statements").size()));
    }
    Set<TableName> names = new TreeSet<>();
    collect(parsed, new TreeSet<>(String.CASE_INSENSITIVE_ORDER), names);
    return names;
  }

  private static JsonNode parsed(String statement, Connection duckDb)
      throws SQLException, IOException {
    try (PreparedStatement parse =
        duckDb.prepareStatement("SELECT json_serialize_sql(?)::VARCHAR")) {
      parse.setString(1, statement);
      try (ResultSet result = parse.executeQuery()) {
        result.next();
        return JSON.readTree(result.getString(1));
      }
    }
  }

  /**
   * @param expressions names of the common table expressions seen so far
   */
  private static void collect(JsonNode node, Set<String> expressions, Set<TableName> names) {
    for (JsonNode expression : node.path("cte_map").path("map")) {
      expressions.add(expression.path("key").asText());
    }
    if (node.path("type").asText().equals("BASE_TABLE")) {
      String database = node.path("schema_name").asText();
      String table = node.path("table_name").asText();
      if (!database.isEmpty()) {
        if (!SYSTEM.contains(database)) {
          names.add(TableName.of(database, table));
        }
      } else if (!expressions.contains(table)) {
        throw new StackException(
            "Table '%s' is named without its database; expected one such as silver.%s"
                .formatted(table, table));
      }
    }
    for (JsonNode child : node.isContainerNode() ? node : List.<JsonNode>of()) {
      collect(child, expressions, names);
    }
  }
}
