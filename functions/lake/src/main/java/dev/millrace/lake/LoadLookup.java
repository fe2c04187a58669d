package dev.millrace.lake;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Settings;
import dev.millrace.lake.lookup.HistoryAppend;
import dev.millrace.lake.lookup.LoadMetrics;
import dev.millrace.lake.lookup.LoadOutcome;
import dev.millrace.lake.lookup.LoadRequest;
import dev.millrace.lake.lookup.LookupLoad;
import dev.millrace.lake.lookup.ServedRows;
import dev.millrace.lake.lookup.ServedTable;
import dev.millrace.tables.LakeCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;

/** Loads a look-up table from a CSV file in the lake bucket; invoked by an operator. */
public final class LoadLookup implements RequestStreamHandler {
  private static final Duration TO_ANSWER = Duration.ofSeconds(2);

  /** A chunk that is begun late, and its retries. */
  private static final Duration TO_END = Duration.ofSeconds(10);

  /** Whoever waits for the answer may sit behind a gateway that cuts silent connections. */
  private static final Duration LONGEST_ANSWER = Duration.ofMinutes(4);

  private final LookupLoad load;
  private final LoadMetrics metrics;

  /** As Lambda makes it, from the process's environment. */
  public LoadLookup() {
    this(Settings.fromEnvironment());
  }

  LoadLookup(Settings settings) {
    int concurrentWrites = settings.integer("CONCURRENT_WRITES", 32, 1, 256);
    AwsClients clients = new AwsClients(concurrentWrites + 4);
    this.load =
        new LookupLoad(
            clients.s3(),
            settings.text("LAKE_BUCKET"),
            new HistoryAppend(new LakeCatalog(settings), settings.text("SILVER_DATABASE")),
            new ServedRows(
                new ServedTable(clients.dynamoDb(), settings.text("LOOKUPS_TABLE")),
                concurrentWrites),
            InstantSource.system());
    this.metrics = new LoadMetrics(new FunctionMetrics(settings));
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    InvocationLog.begin(context);
    try {
      long began = System.nanoTime();
      Deadline end = Deadline.of(context, TO_ANSWER);
      Deadline begin = end.earlierBy(TO_END);
      if (begin.remaining().compareTo(LONGEST_ANSWER) > 0) {
        begin = Deadline.after(LONGEST_ANSWER);
      }
      LoadOutcome outcome = load.run(LoadRequest.read(input), begin, end);
      metrics.record(outcome, Duration.ofNanos(System.nanoTime() - began));
      output.write(outcome.json());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The invocation was interrupted");
    } finally {
      InvocationLog.end();
    }
  }
}
