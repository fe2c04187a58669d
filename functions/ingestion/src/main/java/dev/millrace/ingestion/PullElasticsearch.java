package dev.millrace.ingestion;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Settings;
import dev.millrace.ingestion.elasticsearch.ElasticsearchPull;
import dev.millrace.ingestion.elasticsearch.PullMetrics;
import dev.millrace.ingestion.elasticsearch.PullOutcome;
import dev.millrace.ingestion.elasticsearch.PullRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Puts new documents of Elasticsearch and OpenSearch on a stream; scheduled. Invoked with a source
 * and a range of times, it sends those documents again.
 */
public final class PullElasticsearch implements RequestStreamHandler {
  private static final Duration TO_ANSWER = Duration.ofSeconds(3);

  private final ElasticsearchPull pull;
  private final PullMetrics metrics;

  /** As Lambda makes it, from the process's environment. */
  public PullElasticsearch() {
    this(Settings.fromEnvironment());
  }

  PullElasticsearch(Settings settings) {
    InstantSource clock = InstantSource.system();
    this.pull = ElasticsearchPull.of(settings, clock);
    this.metrics = new PullMetrics(new FunctionMetrics(settings), clock);
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    InvocationLog.begin(context);
    long began = System.nanoTime();
    try {
      PullOutcome outcome = pull.run(PullRequest.read(event), Deadline.of(context, TO_ANSWER));
      metrics.record(outcome, Duration.ofNanos(System.nanoTime() - began));
      answer.write(outcome.json());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The run was interrupted");
    } finally {
      InvocationLog.end();
    }
  }
}
