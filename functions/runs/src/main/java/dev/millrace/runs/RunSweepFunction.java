package dev.millrace.runs;

import com.amazonaws.services.lambda.runtime.Context;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Json;
import dev.millrace.common.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** What the scheduled function does that sweeps the runs of one kind. Thread-safe. */
public final class RunSweepFunction {
  private static final int CONNECTIONS = 4;
  private static final Duration RESERVE = Duration.ofSeconds(5);

  private final RunSweep sweep;
  private final FunctionMetrics metrics;

  /**
   * The function, by the settings of {@link RunTable#of} and {@link RunSweep#of}.
   *
   * @param kind of the runs, as {@link Runs} has it
   * @param machine the setting that holds the ARN of the kind's machine
   */
  public RunSweepFunction(String kind, String machine, Settings settings, InstantSource clock) {
    AwsClients clients = new AwsClients(CONNECTIONS);
    Runs runs =
        new Runs(
            kind,
            RunTable.of(settings, clients.dynamoDb(), clock),
            new RunMachine(RunMachine.client(clients), settings.text(machine)),
            clock);
    this.sweep = RunSweep.of(List.of(runs), settings, clock);
    this.metrics = new FunctionMetrics(settings);
  }

  /** Sweeps once, writes the metrics and answers {@code {"open", "repaired", "failures"}}. */
  public void handle(OutputStream answer, Context context) throws IOException {
    InvocationLog.begin(context);
    try {
      SweepOutcome outcome = sweep.run(Deadline.of(context, RESERVE));
      outcome.write(metrics);
      answer.write(
          Json.bytes(
              json -> {
                json.writeStartObject();
                json.writeNumberField("open", outcome.open());
                json.writeNumberField("repaired", outcome.repaired());
                json.writeNumberField("failures", outcome.failures());
                json.writeEndObject();
              }));
    } finally {
      InvocationLog.end();
    }
  }
}
