package dev.millrace.scoring;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.audit.AuditTable;
import dev.millrace.common.AwsClients;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.Settings;
import dev.millrace.common.http.HttpFunction;
import dev.millrace.runs.RunMachine;
import dev.millrace.runs.RunTable;
import dev.millrace.runs.Runs;
import dev.millrace.scoring.backfill.Backfill;
import dev.millrace.scoring.http.BackfillRoutes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Starts, shows and cancels backfills. */
public final class BackfillsApi implements RequestStreamHandler {
  private static final int CONNECTIONS = 8;

  private final HttpFunction http;

  /** As Lambda makes it, from the process's environment. */
  public BackfillsApi() {
    this(Settings.fromEnvironment());
  }

  BackfillsApi(Settings settings) {
    AwsClients clients = new AwsClients(CONNECTIONS);
    DynamoDbClient dynamoDb = clients.dynamoDb();
    InstantSource clock = InstantSource.system();
    FunctionMetrics metrics = new FunctionMetrics(settings);
    this.http =
        new HttpFunction(
            new BackfillRoutes(
                    new Runs(
                        Backfill.KIND,
                        RunTable.of(settings, dynamoDb, clock),
                        new RunMachine(
                            RunMachine.client(clients), settings.text("BACKFILLS_MACHINE")),
                        clock),
                    RoutingSettings.from(settings).versions(dynamoDb, metrics),
                    clock)
                .all(),
            AuditTable.of(settings, dynamoDb, metrics, clock));
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    http.handle(event, answer, context);
  }
}
