package dev.millrace.lake;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Settings;
import dev.millrace.lake.aggregation.Aggregation;
import dev.millrace.lake.aggregation.AggregationMetrics;
import dev.millrace.lake.aggregation.AggregationOutcome;
import dev.millrace.tables.LakeCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;

/** Computes the services' metrics by minute from what came into silver; invoked by a schedule. */
public final class AggregateMetrics implements RequestStreamHandler {
  private static final Duration TO_ANSWER = Duration.ofSeconds(2);

  private final Aggregation aggregation;
  private final AggregationMetrics metrics;

  /** As Lambda makes it, from the process's environment. */
  public AggregateMetrics() {
    this(Settings.fromEnvironment());
  }

  AggregateMetrics(Settings settings) {
    int concurrentWrites = settings.integer("CONCURRENT_WRITES", 32, 1, 256);
    this.aggregation =
        new Aggregation(
            settings,
            new LakeCatalog(settings),
            new AwsClients(concurrentWrites + 4).dynamoDb(),
            concurrentWrites,
            InstantSource.system());
    this.metrics = new AggregationMetrics(new FunctionMetrics(settings));
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    InvocationLog.begin(context);
    try {
      long began = System.nanoTime();
      Deadline end = Deadline.of(context, TO_ANSWER);
      // A step that is begun in the first half of the time has as much again to come to its end.
      Deadline begin = Deadline.after(end.remaining().dividedBy(2));
      AggregationOutcome outcome = aggregation.run(begin, end);
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
