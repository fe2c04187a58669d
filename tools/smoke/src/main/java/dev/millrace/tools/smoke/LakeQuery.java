package dev.millrace.tools.smoke;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.AthenaException;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.QueryExecutionStatus;
import software.amazon.awssdk.services.athena.model.Row;

/** Queries of the lake, in the environment's workgroup. */
final class LakeQuery {
  private final AthenaClient athena;
  private final StackOutputs outputs;
  private final String workgroup;
  private final Duration limit;

  /**
   * @param limit of a query's time
   * @throws StepFailure when no stack names the workgroup
   */
  LakeQuery(AthenaClient athena, StackOutputs outputs, Duration limit) throws StepFailure {
    this.athena = athena;
    this.outputs = outputs;
    this.workgroup = outputs.value("QueryWorkgroup");
    this.limit = limit;
  }

  /** What a layer's database is called. */
  String database(String layer) throws StepFailure {
    return outputs.value(layer + "Database");
  }

  /**
   * The rows of an answer of at most 999, without the names of the columns; NULL is an empty text.
   *
   * @throws StepFailure when the query fails or takes too long
   */
  List<List<String>> rows(String sql) throws StepFailure, InterruptedException {
    String expected = "Athena to answer \"%s\"".formatted(sql);
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
