package dev.millrace.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Imitates the calls that Iceberg makes to the Glue catalog: databases, tables whose version must
 * be the one that an update was made from, and optimizers, which do nothing. In memory.
 */
public final class GlueServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @GuardedBy("this")
  private final Map<String, ObjectNode> databases = new TreeMap<>();

  @GuardedBy("this")
  private final Map<String, ObjectNode> tables = new TreeMap<>();

  @GuardedBy("this")
  private final Map<String, JsonNode> optimizers = new TreeMap<>();

  public GlueServer() throws IOException {
    // Else each answer waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      JsonNode request = JSON.readTree(exchange.getRequestBody());
      try {
        send(exchange, 200, call(target.substring(target.indexOf('.') + 1), request));
      } catch (Refused refused) {
        ObjectNode problem = JSON.createObjectNode();
        problem.put("__type", refused.type).put("Message", refused.getMessage());
        send(exchange, 400, problem);
      }
    }
  }

  private static void send(HttpExchange exchange, int status, JsonNode answer) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(answer);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private synchronized JsonNode call(String operation, JsonNode request) {
    String database = request.path("DatabaseName").asText();
    return switch (operation) {
      case "CreateDatabase" -> create(databases, "", (ObjectNode) request.get("DatabaseInput"));
      case "GetDatabase" -> one("Database", databases, '.' + request.get("Name").asText());
      case "GetDatabases" -> all("DatabaseList", databases, ".");
      case "CreateTable" -> {
        ObjectNode table = request.get("TableInput").deepCopy();
        table.put("DatabaseName", database).put("VersionId", "0");
        yield create(tables, database, table);
      }
      case "GetTable" -> one("Table", tables, database + '.' + request.get("Name").asText());
      case "GetTables" -> all("TableList", tables, database + '.');
      case "UpdateTable" -> update(database, request);
      case "DeleteTable" -> {
        String name = database + '.' + request.get("Name").asText();
        held(tables, name);
        tables.remove(name);
        yield JSON.createObjectNode();
      }
      case "CreateTableOptimizer" -> {
        String name = optimizer(database, request);
        if (optimizers.putIfAbsent(name, request.get("TableOptimizerConfiguration")) != null) {
          throw new Refused("AlreadyExistsException", name + " is there already");
        }
        yield JSON.createObjectNode();
      }
      case "UpdateTableOptimizer" -> {
        String name = optimizer(database, request);
        if (optimizers.replace(name, request.get("TableOptimizerConfiguration")) == null) {
          throw new Refused("EntityNotFoundException", name + " is not there");
        }
        yield JSON.createObjectNode();
      }
      default -> throw new Refused("InvalidInputException", "Not imitated: " + operation);
    };
  }

  @GuardedBy("this")
  private String optimizer(String database, JsonNode request) {
    String table = database + '.' + request.get("TableName").asText();
    held(tables, table);
    return table + ' ' + request.get("Type").asText();
  }

  /** The configurations of tables' optimizers, by {@code database.table type}. */
  public synchronized Map<String, JsonNode> optimizers() {
    return Map.copyOf(optimizers);
  }

  private static JsonNode create(Map<String, ObjectNode> held, String database, ObjectNode input) {
    String name = database + '.' + input.get("Name").asText();
    if (held.putIfAbsent(name, input) != null) {
      throw new Refused("AlreadyExistsException", name + " is there already");
    }
    return JSON.createObjectNode();
  }

  private static JsonNode one(String field, Map<String, ObjectNode> held, String name) {
    return JSON.createObjectNode().set(field, held(held, name));
  }

  private static JsonNode all(String field, Map<String, ObjectNode> held, String prefix) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode list = answer.putArray(field);
    held.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            list.add(value);
          }
        });
    return answer;
  }

  @GuardedBy("this")
  private JsonNode update(String database, JsonNode request) {
    ObjectNode table = request.get("TableInput").deepCopy();
    String name = database + '.' + table.get("Name").asText();
    String version = held(tables, name).get("VersionId").asText();
    if (!request.path("VersionId").asText(version).equals(version)) {
      throw new Refused("ConcurrentModificationException", name + " has version " + version);
    }
    table.put("DatabaseName", database).put("VersionId", "" + (Long.parseLong(version) + 1));
    tables.put(name, table);
    return JSON.createObjectNode();
  }

  private static ObjectNode held(Map<String, ObjectNode> held, String name) {
    ObjectNode found = held.get(name);
    if (found == null) {
      throw new Refused("EntityNotFoundException", name + " is not there");
    }
    return found;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private static final class Refused extends RuntimeException {
    private final transient String type;

    Refused(String type, String message) {
      super(message);
      this.type = type;
    }
  }
}
