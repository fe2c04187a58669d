package dev.millrace.local.glue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.protocol.ApiException;
import dev.millrace.local.protocol.JsonApi;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * An imitation of Glue's API over HTTP: the calls on databases and tables that Iceberg's catalog,
 * Trino and {@code aws glue} make, without permissions, partitions and pages (an answer holds all
 * there is). Optimizers of tables are taken, kept in memory, and do nothing.
 */
public final class GlueApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DataCatalog catalog;
  private final Set<String> optimizers = ConcurrentHashMap.newKeySet();
  private final JsonApi api;

  /** Serves on any free port. */
  public GlueApi(DataCatalog catalog) throws IOException {
    this.catalog = catalog;
    this.api = JsonApi.start("1.1", this::answer);
  }

  public URI endpoint() {
    return api.endpoint();
  }

  private JsonNode answer(String operation, JsonNode request) throws IOException {
    String database = request.path("DatabaseName").asText();
    String name = request.path("Name").asText();
    ObjectNode answer = JSON.createObjectNode();
    switch (operation) {
      case "CreateDatabase" -> catalog.createDatabase(request.path("DatabaseInput"));
      case "GetDatabase" -> answer.set("Database", catalog.database(name));
      case "GetDatabases" -> answer.putArray("DatabaseList").addAll(catalog.databases());
      case "UpdateDatabase" -> catalog.updateDatabase(name, request.path("DatabaseInput"));
      case "DeleteDatabase" -> catalog.deleteDatabase(name);
      case "CreateTable" -> catalog.createTable(database, request.path("TableInput"));
      case "GetTable" -> answer.set("Table", catalog.table(database, name));
      case "GetTables" ->
          answer
              .putArray("TableList")
              .addAll(matching(catalog.tables(database), request.path("Expression").asText()));
      case "UpdateTable" ->
          catalog.updateTable(
              database,
              request.path("TableInput"),
              Optional.ofNullable(request.path("VersionId").textValue()));
      case "DeleteTable" -> catalog.deleteTable(database, name);
      case "CreateTableOptimizer" -> {
        if (!optimizers.add(optimizer(database, request))) {
          throw new ApiException("AlreadyExistsException", "The optimizer is there");
        }
      }
      case "UpdateTableOptimizer" -> optimizers.add(optimizer(database, request));
      default ->
          throw new ApiException(
              "InvalidInputException",
              "The local stack imitates calls on databases and tables; '%s' is none of them"
                  .formatted(operation));
    }
    return answer;
  }

  /** Which one of a table that is there. Nothing compacts or sweeps here. */
  private String optimizer(String database, JsonNode request) {
    String table = request.path("TableName").asText();
    catalog.table(database, table);
    return "%s.%s %s".formatted(database, table, request.path("Type").asText());
  }

  private static List<JsonNode> matching(List<JsonNode> tables, String expression) {
    if (expression.isEmpty()) {
      return tables;
    }
    try {
      Pattern pattern = Pattern.compile(expression);
      return tables.stream()
          .filter(table -> pattern.matcher(table.path("Name").asText()).matches())
          .toList();
    } catch (PatternSyntaxException e) {
      throw new ApiException(
          "InvalidInputException",
          "Expression is '%s'; expected a regular expression".formatted(expression));
    }
  }

  @Override
  public void close() {
    api.close();
  }
}
