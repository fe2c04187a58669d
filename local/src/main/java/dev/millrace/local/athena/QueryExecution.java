package dev.millrace.local.athena;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.protocol.ApiException;
import dev.millrace.local.sql.Query;
import java.io.IOException;
import java.time.Clock;

/** A query from its start on. Safe for use by several threads. */
final class QueryExecution {
  private final String id;
  private final String workgroup;
  private final String sql;
  private final double submittedAt;

  /** Replaced when the query ends. */
  private volatile State state = new State.Running();

  private sealed interface State {
    record Running() implements State {}

    record Succeeded(Query.Answer answer) implements State {}

    record Failed(String reason) implements State {}
  }

  QueryExecution(String id, String workgroup, String sql, Clock clock) {
    this.id = id;
    this.workgroup = workgroup;
    this.sql = sql;
    this.submittedAt = clock.millis() / 1000.0;
  }

  /** Runs the query to its end, which is a failure where the statement cannot be answered. */
  void run(Query lake) {
    try {
      state = new State.Succeeded(lake.answer(sql));
    } catch (IOException | RuntimeException e) {
      state = new State.Failed(String.valueOf(e.getMessage()));
    }
  }

  /** As GetQueryExecution answers it. */
  ObjectNode description() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ObjectNode execution = answer.putObject("QueryExecution");
    execution.put("QueryExecutionId", id).put("Query", sql).put("WorkGroup", workgroup);
    ObjectNode status = execution.putObject("Status").put("SubmissionDateTime", submittedAt);
    switch (state) {
      case State.Running() -> status.put("State", "RUNNING");
      case State.Succeeded _ -> status.put("State", "SUCCEEDED");
      case State.Failed(String reason) ->
          status.put("State", "FAILED").put("StateChangeReason", reason);
    }
    return answer;
  }

  /**
   * What the query found.
   *
   * @throws ApiException when it has not succeeded
   */
  Query.Answer answer() {
    if (state instanceof State.Succeeded(Query.Answer answer)) {
      return answer;
    }
    throw new ApiException("InvalidRequestException", "Query %s has not succeeded".formatted(id));
  }
}
