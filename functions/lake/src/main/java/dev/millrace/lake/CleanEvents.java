package dev.millrace.lake;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Settings;
import dev.millrace.lake.cleaning.ClaimTable;
import dev.millrace.lake.cleaning.Claims;
import dev.millrace.lake.cleaning.Cleaning;
import dev.millrace.lake.cleaning.CleaningMetrics;
import dev.millrace.lake.cleaning.CleaningOutcome;
import dev.millrace.lake.cleaning.RejectedTable;
import dev.millrace.lake.cleaning.SilverTable;
import dev.millrace.lake.events.EventTimeRange;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.Retention;
import dev.millrace.tables.bronze.BronzeObjects;
import dev.millrace.tables.bronze.ManifestTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Cleans the service events of bronze into the silver tables; invoked by a schedule. */
public final class CleanEvents implements RequestStreamHandler {

  private static final Duration TO_ANSWER = Duration.ofSeconds(2);

  private final Cleaning cleaning;
  private final List<Retention> retentions;
  private final CleaningMetrics metrics;

  /** As Lambda makes it, from the process's environment. */
  public CleanEvents() {
    this(Settings.fromEnvironment());
  }

  CleanEvents(Settings settings) {
    int concurrentWrites = settings.integer("CONCURRENT_WRITES", 32, 1, 256);
    AwsClients clients = new AwsClients(concurrentWrites + 8);
    InstantSource clock = InstantSource.system();
    DynamoDbClient dynamoDb = clients.dynamoDb();
    LakeCatalog catalog = new LakeCatalog(settings);
    String database = settings.text("SILVER_DATABASE");
    this.cleaning =
        new Cleaning(
            new ManifestTable(dynamoDb, settings.text("MANIFEST_TABLE"), clock),
            new BronzeObjects(clients.s3(), settings.text("LAKE_BUCKET")),
            new EventTimeRange(
                settings.durationOrZero("MAXIMUM_AHEAD_OF_ARRIVAL", Duration.ofDays(1)),
                settings.duration("MAXIMUM_BEHIND_ARRIVAL", Duration.ofDays(3650))),
            new Claims(
                new ClaimTable(
                    dynamoDb,
                    settings.text("CLAIMS_TABLE"),
                    settings.duration("CLAIM_HORIZON", Duration.ofDays(30))),
                concurrentWrites),
            catalog,
            database,
            settings.integer("EVENTS_PER_COMMIT", 200_000, 1, 10_000_000));
    this.retentions =
        List.of(
            new Retention(
                catalog, SilverTable.in(database), settings.days("SERVICE_EVENTS_DAYS"), clock),
            new Retention(
                catalog, RejectedTable.in(database), settings.days("REJECTED_EVENTS_DAYS"), clock));
    this.metrics = new CleaningMetrics(new FunctionMetrics(settings), clock);
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    InvocationLog.begin(context);
    try {
      long began = System.nanoTime();
      Deadline end = Deadline.of(context, TO_ANSWER);
      // What is left afterwards is for the files, and for both commits.
      Deadline begin = Deadline.after(end.remaining().multipliedBy(2).dividedBy(3));
      CleaningOutcome outcome = cleaning.run(begin, end);
      if (outcome.complete()) {
        retentions.forEach(Retention::apply);
      }
      metrics.record(outcome, Duration.ofNanos(System.nanoTime() - began));
      answer.write(outcome.json());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The invocation was interrupted");
    } finally {
      InvocationLog.end();
    }
  }
}
