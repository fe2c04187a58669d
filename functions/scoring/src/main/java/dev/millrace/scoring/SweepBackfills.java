package dev.millrace.scoring;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Json;
import dev.millrace.common.Settings;
import dev.millrace.runs.RunMachine;
import dev.millrace.runs.RunSweep;
import dev.millrace.runs.RunTable;
import dev.millrace.runs.Runs;
import dev.millrace.runs.SweepOutcome;
import dev.millrace.scoring.backfill.Backfill;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Repairs what died between the writes of a backfill: runs every five minutes. */
public final class SweepBackfills implements RequestStreamHandler {
  private static final int CONNECTIONS = 4;
  private static final Duration RESERVE = Duration.ofSeconds(5);

  private final RunSweep sweep;
  private final FunctionMetrics metrics;

  /** As Lambda makes it, from the process's environment. */
  public SweepBackfills() {
    this(Settings.fromEnvironment(), InstantSource.system());
  }

  SweepBackfills(Settings settings, InstantSource clock) {
    AwsClients clients = new AwsClients(CONNECTIONS);
    Runs runs =
        new Runs(
            Backfill.KIND,
            RunTable.of(settings, clients.dynamoDb(), clock),
            new RunMachine(RunMachine.client(clients), settings.text("BACKFILLS_MACHINE")),
            clock);
    this.sweep = RunSweep.of(List.of(runs), settings, clock);
    this.metrics = new FunctionMetrics(settings);
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
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
