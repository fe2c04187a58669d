package dev.millrace.scoring;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Json;
import dev.millrace.common.Settings;
import dev.millrace.common.stream.KinesisEvents;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.common.stream.StreamWriter;
import dev.millrace.routing.RoutingReader;
import dev.millrace.scoring.batch.BatchScoring;
import dev.millrace.scoring.batch.WarmUp;
import dev.millrace.scoring.lookup.Lookups;
import dev.millrace.scoring.metrics.BatchOutcome;
import dev.millrace.scoring.metrics.ScoringMetrics;
import dev.millrace.scoring.prediction.PredictionLog;
import dev.millrace.scoring.prediction.PredictionTable;
import dev.millrace.scoring.prediction.PredictionWrites;
import dev.millrace.scoring.quarantine.Quarantine;
import dev.millrace.scoring.route.RoutedModels;
import dev.millrace.scoring.score.Scorer;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.crac.Core;
import org.crac.Resource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Scores the sessions of a Kinesis batch. The answer is a partial batch response: what failed for
 * now, lowest first.
 */
public final class ScoreSessions implements RequestStreamHandler, Resource {
  /** What log, quarantine and answer may take once scoring has used up its time. */
  private static final Duration ACCOUNTING_RESERVE = Duration.ofSeconds(10);

  private static final Duration ANSWER_RESERVE = Duration.ofSeconds(1);

  /** By which models are bound to the stream of sessions, whatever its name is. */
  private static final String STREAM = "sessions";

  private final InstantSource clock;
  private final RoutingReader routing;
  private final BatchScoring batches;
  private final ScoringMetrics metrics;
  private final WarmUp warmUp;

  /** As Lambda makes it, from the process's environment. */
  public ScoreSessions() {
    this(Settings.fromEnvironment());
  }

  ScoreSessions(Settings environment) {
    ScoringSettings settings = ScoringSettings.from(environment);
    AwsClients clients = new AwsClients(settings.concurrentWrites() + 8);
    this.clock = InstantSource.system();
    DynamoDbClient dynamoDb = clients.dynamoDb();
    PredictionTable table = new PredictionTable(dynamoDb, settings.predictionsTable(), clock);
    this.metrics = new ScoringMetrics(new FunctionMetrics(environment));
    Lookups lookups = settings.lookups(dynamoDb);
    this.routing = settings.routing().reader(dynamoDb, metrics);
    RoutedModels models = settings.models(clients, dynamoDb, routing, lookups, metrics);
    Scorer scorer = new Scorer(lookups);
    PredictionLog log =
        new PredictionLog(
            new StreamWriter(clients.kinesis()), environment.text("PREDICTIONS_STREAM"));
    Quarantine quarantine = new Quarantine(clients.s3(), environment.text("QUARANTINE_BUCKET"));
    this.batches =
        new BatchScoring(
            STREAM,
            models,
            scorer,
            new PredictionWrites(table, settings.concurrentWrites()),
            log,
            quarantine,
            clock,
            RoutingReader.MAXIMUM_AGE);
    this.warmUp = new WarmUp(STREAM, models, scorer, table, log, quarantine, metrics, clock);
    Core.getGlobalContext().register(this);
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    Instant deliveredAt = clock.instant();
    InvocationLog.begin(context);
    try {
      List<StreamRecord> records = KinesisEvents.read(event);
      BatchOutcome outcome =
          batches.score(
              records,
              deliveredAt,
              Deadline.of(context, ACCOUNTING_RESERVE),
              Deadline.of(context, ANSWER_RESERVE));
      if (!records.isEmpty()) {
        metrics.record(outcome);
      }
      answer.write(partialBatchResponse(outcome.retries()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The invocation was interrupted");
    } finally {
      InvocationLog.end();
    }
  }

  private static byte[] partialBatchResponse(List<String> retries) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("batchItemFailures");
          for (String sequenceNumber : retries) {
            json.writeStartObject();
            json.writeStringField("itemIdentifier", sequenceNumber);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
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
