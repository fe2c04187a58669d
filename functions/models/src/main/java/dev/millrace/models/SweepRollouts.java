package dev.millrace.models;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Json;
import dev.millrace.common.Settings;
import dev.millrace.models.rollout.Rollouts;
import dev.millrace.routing.RoutingRow;
import dev.millrace.runs.RunMachine;
import dev.millrace.runs.RunSweep;
import dev.millrace.runs.Runs;
import dev.millrace.runs.SweepOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Brings rollouts, their executions and the routing rows together again where a process died
 * between its writes: runs every five minutes.
 */
public final class SweepRollouts implements RequestStreamHandler {
  private static final int CONNECTIONS = 8;
  private static final Duration RESERVE = Duration.ofSeconds(5);

  private final RoutingParts parts;
  private final RunSweep sweep;
  private final RolloutMetrics metrics;

  /** As Lambda makes it, from the process's environment. */
  public SweepRollouts() {
    this(Settings.fromEnvironment());
  }

  SweepRollouts(Settings settings) {
    AwsClients clients = new AwsClients(CONNECTIONS);
    DynamoDbClient dynamoDb = clients.dynamoDb();
    InstantSource clock = InstantSource.system();
    this.parts = RoutingParts.of(settings, dynamoDb, clock);
    Runs runs =
        new Runs(
            Rollouts.KIND,
            parts.runs(),
            new RunMachine(RunMachine.client(clients), settings.text("ROLLOUTS_MACHINE")),
            clock);
    this.sweep = RunSweep.of(List.of(runs), settings, clock);
    this.metrics = new RolloutMetrics(new FunctionMetrics(settings));
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    InvocationLog.begin(context);
    try {
      Deadline deadline = Deadline.of(context, RESERVE);
      SweepOutcome outcome = sweep.run(deadline);
      metrics.swept(outcome);
      long freed = 0;
      for (RoutingRow row : parts.rows().all(deadline)) {
        freed += parts.judge().free(row, deadline) ? 1 : 0;
      }
      metrics.failed(freed);
      long takenBack = freed;
      answer.write(
          Json.bytes(
              json -> {
                json.writeStartObject();
                json.writeNumberField("open", outcome.open());
                json.writeNumberField("repaired", outcome.repaired());
                json.writeNumberField("failures", outcome.failures());
                json.writeNumberField("taken_back", takenBack);
                json.writeEndObject();
              }));
    } finally {
      InvocationLog.end();
    }
  }
}
