package dev.millrace.local.glue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.process.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * An imitation of Glue's API over HTTP: the calls on databases and tables that Iceberg's catalog,
 * Trino and {@code aws glue} make, without permissions, partitions and pages (an answer holds all
 * there is).
 */
public final class GlueApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONTENT_TYPE = "application/x-amz-json-1.1";

  private final DataCatalog catalog;
  private final LoopbackServer server;

  public GlueApi(DataCatalog catalog) throws IOException {
    this.catalog = catalog;
    this.server = LoopbackServer.start(this::handle);
  }

  public URI endpoint() {
    return server.endpoint();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String target =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Target")).orElse("");
    int status;
    JsonNode answer;
    try {
      JsonNode request = JSON.readTree(exchange.getRequestBody());
      answer = answer(target.substring(target.lastIndexOf('.') + 1), request);
      status = 200;
    } catch (GlueException e) {
      answer = problem(e.type(), e.getMessage());
      status = 400;
    } catch (IOException e) {
      answer = problem("InternalServiceException", e.getMessage());
      status = 500;
    }
    LoopbackServer.answer(exchange, status, CONTENT_TYPE, JSON.writeValueAsBytes(answer));
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
      default ->
          throw new GlueException(
              "InvalidInputException",
              "The local stack imitates calls on databases and tables; '%s' is none of them"
                  .formatted(operation));
    }
    return answer;
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
      throw new GlueException(
          "InvalidInputException",
          "Expression is '%s'; expected a regular expression".formatted(expression));
    }
  }

  private static JsonNode problem(String type, String message) {
    return JSON.createObjectNode().put("__type", type).put("Message", message);
  }

  @Override
  public void close() {
    server.close();
  }
}
