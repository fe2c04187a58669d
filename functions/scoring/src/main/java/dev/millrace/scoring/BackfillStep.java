package dev.millrace.scoring;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvalidInput;
import dev.millrace.common.InvocationInput;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Json;
import dev.millrace.common.Settings;
import dev.millrace.common.stream.StreamWriter;
import dev.millrace.runs.RunId;
import dev.millrace.runs.RunSteps;
import dev.millrace.runs.RunTable;
import dev.millrace.runs.failure.CaughtError;
import dev.millrace.scoring.backfill.Backfill;
import dev.millrace.scoring.backfill.BackfillBatch;
import dev.millrace.scoring.backfill.BackfillProgress;
import dev.millrace.scoring.lookup.Lookups;
import dev.millrace.scoring.metrics.ScoringMetrics;
import dev.millrace.scoring.prediction.PredictionLog;
import dev.millrace.scoring.prediction.PredictionTable;
import dev.millrace.scoring.prediction.PredictionWrites;
import dev.millrace.scoring.score.Scorer;
import dev.millrace.tables.bronze.BronzeObjects;
import dev.millrace.tables.bronze.ManifestTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The step of a backfill's machine: scores until all is done or the invocation's time is nearly up,
 * and the machine invokes it again with how far it came. With what the machine's Catch was handed
 * it ends the run.
 */
public final class BackfillStep implements RequestStreamHandler {
  private static final int CONNECTIONS = 24;
  private static final int BATCH_RECORDS = 100;

  /** For the batch that is under way, and the answer. */
  private static final Duration RESERVE = Duration.ofSeconds(15);

  private static final String FORM =
      "{\"id\", \"progress\"}, with \"caught\": {\"Error\", \"Cause\"} where the step failed";

  private final Backfill backfill;

  /** As Lambda makes it, from the process's environment. */
  public BackfillStep() {
    this(Settings.fromEnvironment());
  }

  BackfillStep(Settings environment) {
    ScoringSettings settings = ScoringSettings.from(environment);
    AwsClients clients = new AwsClients(CONNECTIONS);
    InstantSource clock = InstantSource.system();
    DynamoDbClient dynamoDb = clients.dynamoDb();
    ScoringMetrics metrics = new ScoringMetrics(new FunctionMetrics(environment));
    Lookups lookups = settings.lookups(dynamoDb);
    PredictionTable table = new PredictionTable(dynamoDb, settings.predictionsTable(), clock);
    this.backfill =
        new Backfill(
            new RunSteps(Backfill.KIND, RunTable.of(environment, dynamoDb, clock)),
            settings.models(
                clients, dynamoDb, settings.routing().reader(dynamoDb, metrics), lookups, metrics),
            new ManifestTable(dynamoDb, environment.text("MANIFEST_TABLE"), clock),
            new BronzeObjects(clients.s3(), environment.text("LAKE_BUCKET")),
            new BackfillBatch(
                new Scorer(lookups),
                table,
                new PredictionWrites(table, settings.concurrentWrites()),
                new PredictionLog(
                    new StreamWriter(clients.kinesis()), environment.text("PREDICTIONS_STREAM")),
                clock),
            "sessions",
            BATCH_RECORDS,
            Duration.ofSeconds(1)
                .dividedBy(environment.integer("BACKFILL_RECORDS_PER_SECOND", 100, 1, 10_000)));
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    InvocationLog.begin(context);
    try {
      InvocationInput input = InvocationInput.read(event, FORM, Set.of("progress", "caught"));
      RunId id = id(input.take("id"));
      BackfillProgress progress =
          input.takeObject("progress").map(BackfillProgress::read).orElse(BackfillProgress.NONE);
      Optional<byte[]> caught = input.takeObject("caught");
      input.end();
      InvocationLog.correlate(id.text());
      Deadline deadline = Deadline.of(context, RESERVE);
      Backfill.Step step =
          caught.isPresent()
              ? fail(id, progress, caught.get(), deadline)
              : backfill.run(id, progress, deadline);
      answer.write(
          Json.bytes(
              json -> {
                json.writeStartObject();
                json.writeBooleanField("ended", step.ended());
                json.writeFieldName("progress");
                step.progress().write(json);
                json.writeEndObject();
              }));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The invocation was interrupted");
    } finally {
      InvocationLog.end();
    }
  }

  private static RunId id(Optional<String> held) {
    return held.flatMap(RunId::find)
        .orElseThrow(() -> InvalidInput.field("id", held.orElse(null), "a backfill's id"));
  }

  private Backfill.Step fail(RunId id, BackfillProgress progress, byte[] caught, Deadline deadline)
      throws IOException {
    InvocationInput error =
        InvocationInput.read(new ByteArrayInputStream(caught), "{\"Error\", \"Cause\"}");
    backfill.fail(
        id,
        progress,
        CaughtError.read(error.take("Error").orElse(""), error.take("Cause").orElse("")),
        deadline);
    return new Backfill.Step(true, progress);
  }
}
