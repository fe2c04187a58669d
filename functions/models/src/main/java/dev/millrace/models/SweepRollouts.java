package dev.millrace.models;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Json;
import dev.millrace.common.Settings;
import dev.millrace.models.rollout.RolloutSweep;
import dev.millrace.runs.RunMachine;
import dev.millrace.runs.RunSweep;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Repairs what died between the writes of a rollout: runs every five minutes. */
public final class SweepRollouts implements RequestStreamHandler {
  private static final int CONNECTIONS = 8;
  private static final Duration RESERVE = Duration.ofSeconds(5);

  private final RolloutSweep sweep;
  private final RolloutMetrics metrics;

  /** As Lambda makes it, from the process's environment. */
  public SweepRollouts() {
    this(Settings.fromEnvironment());
  }

  SweepRollouts(Settings settings) {
    AwsClients clients = new AwsClients(CONNECTIONS);
    InstantSource clock = InstantSource.system();
    RoutingParts parts = RoutingParts.of(settings, clients.dynamoDb(), clock);
    this.sweep =
        new RolloutSweep(
            RunSweep.of(
                List.of(parts.rollouts(settings, RunMachine.client(clients), clock)),
                settings,
                clock),
            parts.rows(),
            parts.judge());
    this.metrics = new RolloutMetrics(new FunctionMetrics(settings));
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    InvocationLog.begin(context);
    try {
      RolloutSweep.Outcome outcome = sweep.run(Deadline.of(context, RESERVE));
      metrics.swept(outcome.runs());
      metrics.failed(outcome.takenBack());
      answer.write(
          Json.bytes(
              json -> {
                json.writeStartObject();
                json.writeNumberField("open", outcome.runs().open());
                json.writeNumberField("repaired", outcome.runs().repaired());
                json.writeNumberField("failures", outcome.runs().failures());
                json.writeNumberField("taken_back", outcome.takenBack());
                json.writeEndObject();
              }));
    } finally {
      InvocationLog.end();
    }
  }
}
