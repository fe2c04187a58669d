package dev.millrace.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.protocol.ApiException;
import dev.millrace.local.protocol.JsonApi;
import dev.millrace.local.sql.Query;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An imitation of Athena's StartQueryExecution, GetQueryExecution and GetQueryResults over what
 * {@code ./scripts/sql} reads: DuckDB's dialect, SELECT only, values as that command writes them,
 * an answer in one page. Queries are forgotten when the stack stops.
 */
public final class AthenaApi implements AutoCloseable {
  private static final int MOST_ROWS = 1000;

  private final Set<String> workgroups;
  private final Query lake;
  private final Clock clock;
  private final Map<String, QueryExecution> executions = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final JsonApi api;

  /**
   * Serves on any free port.
   *
   * @param workgroups names of those that there are
   */
  public AthenaApi(Set<String> workgroups, Query lake, Clock clock) throws IOException {
    this.workgroups = Set.copyOf(workgroups);
    this.lake = lake;
    this.clock = clock;
    this.api = JsonApi.start("1.1", this::answer);
  }

  public URI endpoint() {
    return api.endpoint();
  }

  private JsonNode answer(String operation, JsonNode request) {
    return switch (operation) {
      case "StartQueryExecution" -> start(request);
      case "GetQueryExecution" -> existing(request).description();
      case "GetQueryResults" -> results(existing(request));
      default ->
          throw new ApiException(
              "InvalidRequestException",
              "The local stack imitates StartQueryExecution, GetQueryExecution and GetQueryResults; '%s' is none of them"
                  .formatted(operation));
    };
  }

  private ObjectNode start(JsonNode request) {
    String workgroup = request.path("WorkGroup").asText("primary");
    if (!workgroups.contains(workgroup)) {
      throw new ApiException(
          "InvalidRequestException", "WorkGroup %s is not found.".formatted(workgroup));
    }
    String id = UUID.randomUUID().toString();
    QueryExecution execution =
        new QueryExecution(id, workgroup, request.path("QueryString").asText(), clock);
    executions.put(id, execution);
    threads.execute(() -> execution.run(lake));
    return JsonNodeFactory.instance.objectNode().put("QueryExecutionId", id);
  }

  private QueryExecution existing(JsonNode request) {
    String id = request.path("QueryExecutionId").asText();
    return Optional.ofNullable(executions.get(id))
        .orElseThrow(
            () ->
                new ApiException(
                    "InvalidRequestException", "QueryExecution %s was not found".formatted(id)));
  }

  private static ObjectNode results(QueryExecution execution) {
    Query.Answer answer = execution.answer();
    if (answer.rows().size() > MOST_ROWS) {
      throw new ApiException(
          "InvalidRequestException",
          "The query found %d rows; the local stack hands out %d at most"
              .formatted(answer.rows().size(), MOST_ROWS));
    }
    ObjectNode response = JsonNodeFactory.instance.objectNode();
    ObjectNode resultSet = response.putObject("ResultSet");
    ArrayNode rows = resultSet.putArray("Rows");
    addRow(rows, answer.columns().stream().map(Optional::of).toList());
    answer.rows().forEach(row -> addRow(rows, row));
    ArrayNode columns = resultSet.putObject("ResultSetMetadata").putArray("ColumnInfo");
    answer.columns().forEach(name -> columns.addObject().put("Name", name).put("Type", "varchar"));
    return response;
  }

  private static void addRow(ArrayNode rows, List<Optional<String>> cells) {
    ArrayNode data = rows.addObject().putArray("Data");
    for (Optional<String> cell : cells) {
      ObjectNode value = data.addObject();
      cell.ifPresent(text -> value.put("VarCharValue", text));
    }
  }

  @Override
  public void close() {
    api.close();
    threads.shutdownNow();
  }
}
