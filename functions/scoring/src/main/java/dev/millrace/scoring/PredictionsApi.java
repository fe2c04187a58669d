package dev.millrace.scoring;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.AwsClients;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.Settings;
import dev.millrace.common.http.HttpFunction;
import dev.millrace.common.http.Route;
import dev.millrace.common.stream.StreamWriter;
import dev.millrace.routing.RoutingReader;
import dev.millrace.scoring.http.PredictionsApiWarmUp;
import dev.millrace.scoring.http.RequestLog;
import dev.millrace.scoring.http.ScoreRoute;
import dev.millrace.scoring.http.StoredRoute;
import dev.millrace.scoring.lookup.Lookups;
import dev.millrace.scoring.metrics.ScoringMetrics;
import dev.millrace.scoring.prediction.PredictionLog;
import dev.millrace.scoring.prediction.PredictionTable;
import dev.millrace.scoring.route.RoutedModels;
import dev.millrace.scoring.score.Scorer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.crac.Core;
import org.crac.Resource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Scores on request, and answers what is stored. */
public final class PredictionsApi implements RequestStreamHandler, Resource {
  private static final int CONNECTIONS = 16;

  private final RoutingReader routing;
  private final HttpFunction http;
  private final PredictionsApiWarmUp warmUp;

  /** As Lambda makes it, from the process's environment. */
  public PredictionsApi() {
    this(Settings.fromEnvironment());
  }

  PredictionsApi(Settings environment) {
    ScoringSettings settings = ScoringSettings.from(environment);
    AwsClients clients = new AwsClients(CONNECTIONS);
    InstantSource clock = InstantSource.system();
    DynamoDbClient dynamoDb = clients.dynamoDb();
    PredictionTable table = new PredictionTable(dynamoDb, settings.predictionsTable(), clock);
    StreamWriter writer = new StreamWriter(clients.kinesis());
    ScoringMetrics metrics = new ScoringMetrics(new FunctionMetrics(environment));
    Lookups lookups = settings.lookups(dynamoDb);
    this.routing = settings.routing().reader(dynamoDb, metrics);
    RoutedModels models = settings.models(clients, dynamoDb, routing, lookups, metrics);
    String predictionLog = environment.text("PREDICTIONS_STREAM");
    RequestLog log = new RequestLog(new PredictionLog(writer, predictionLog));
    ScoreRoute scoring =
        new ScoreRoute(settings.defaultModel(), models, new Scorer(lookups), log, metrics, clock);
    StoredRoute stored = new StoredRoute(table, settings.defaultModel());
    this.http =
        new HttpFunction(
            List.of(
                Route.post(
                        "/predictions",
                        Set.of("model", "version"),
                        "application/json",
                        scoring::answer)
                    .ofTheDataPlane(),
                Route.get("/predictions/{id}", Set.of("model"), stored::answer)));
    this.warmUp =
        new PredictionsApiWarmUp(
            http, writer, predictionLog, models, settings.defaultModel(), log, clock);
    Core.getGlobalContext().register(this);
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    http.handle(event, answer, context);
  }

  @Override
  public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
    warmUp.run();
  }

  @Override
  public void afterRestore(org.crac.Context<? extends Resource> context) {
    // Connections that the snapshot held are gone; the HTTP client opens new ones by itself.
    routing.forget();
  }
}
