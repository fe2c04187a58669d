package dev.millrace.tools.smoke.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.AthenaException;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.QueryExecutionStatus;
import software.amazon.awssdk.services.athena.model.Row;

/** Queries of the lake, in the environment's workgroup. */
public final class LakeQuery {
  private final AthenaClient athena;
  private final StackOutputs outputs;
  private final String workgroup;
  private final Duration limit;

  /**
   * @param limit of a query's time
   * @throws StepFailure when no stack names the workgroup
   */
  public LakeQuery(AthenaClient athena, StackOutputs outputs, Duration limit) throws StepFailure {
    this.athena = athena;
    this.outputs = outputs;
    this.workgroup = outputs.value("QueryWorkgroup");
    this.limit = limit;
  }

  /**
   * The rows of an answer of at most 999, without the names of the columns; NULL is an empty text.
   *
   * @param file a query among the resources, in what Athena's SQL and the local stack's have in
   *     common
   * @param values for the names in braces, beside those of the layers' databases
   * @throws StepFailure when the query fails or takes too long
   */
  public List<List<String>> rows(String file, Map<String, String> values)
      throws StepFailure, InterruptedException {
    String sql = filled(file, values);
    String expected = "Athena to answer %s, \"%s\"".formatted(file, sql.replaceAll("\\s+", " "));
    String look = "the workgroup %s, the table, and who may read it".formatted(workgroup);
    try {
      String id =
          athena
              .startQueryExecution(query -> query.queryString(sql).workGroup(workgroup))
              .queryExecutionId();
      awaitSuccess(id, expected, look);
      List<Row> rows =
          athena.getQueryResults(query -> query.queryExecutionId(id)).resultSet().rows();
      return rows.stream().skip(1).map(LakeQuery::cells).toList();
    } catch (AthenaException e) {
      throw new StepFailure(expected, e.getMessage(), look);
    }
  }

  private String filled(String file, Map<String, String> values) throws StepFailure {
    String sql = resource(file);
    for (String layer : List.of("Bronze", "Silver", "Gold")) {
      sql = sql.replace("{" + layer + "}", outputs.value(layer + "Database"));
    }
    for (var value : values.entrySet()) {
      sql = sql.replace("{" + value.getKey() + "}", value.getValue());
    }
    return sql;
  }

  /** Without its first line, a comment. */
  private static String resource(String file) {
    try (InputStream content =
        LakeQuery.class.getResourceAsStream("/dev/millrace/tools/smoke/" + file)) {
      String text = new String(Objects.requireNonNull(content, file).readAllBytes(), UTF_8);
      return text.substring(text.indexOf('\n') + 1).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitSuccess(String id, String expected, String look)
      throws StepFailure, InterruptedException {
    Patience patience = new Patience(limit);
    while (true) {
      QueryExecutionStatus status =
          athena.getQueryExecution(query -> query.queryExecutionId(id)).queryExecution().status();
      QueryExecutionState state = status.state();
      if (state == QueryExecutionState.SUCCEEDED) {
        return;
      }
      if (state != QueryExecutionState.QUEUED && state != QueryExecutionState.RUNNING) {
        throw new StepFailure(
            expected,
            "the query %s: %s".formatted(status.stateAsString(), status.stateChangeReason()),
            look);
      }
      patience.pause(
          () ->
              new StepFailure(
                  expected,
                  "it %s after %d s".formatted(status.stateAsString(), limit.toSeconds()),
                  look));
    }
  }

  private static List<String> cells(Row row) {
    return row.data().stream()
        .map(Datum::varCharValue)
        .map(text -> Objects.requireNonNullElse(text, ""))
        .toList();
  }
}
