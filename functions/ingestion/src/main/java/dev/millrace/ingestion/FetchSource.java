package dev.millrace.ingestion;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.Settings;
import dev.millrace.ingestion.job.SourceWork;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Fetches pages of one source of a job until there are no more, or the time is nearly up. */
public final class FetchSource implements RequestStreamHandler {
  private final SourceWork work;
  private final IngestionMetrics metrics;

  /** As Lambda makes it, from the process's environment. */
  public FetchSource() {
    this(Settings.fromEnvironment());
  }

  FetchSource(Settings settings) {
    IngestionParts parts = IngestionParts.of(settings);
    this.work = parts.transformingJobs().fetching();
    this.metrics = parts.metrics();
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    try {
      SourceStep.handle(
          event,
          answer,
          context,
          (input, deadline) -> work.run(input.id(), input.source(), deadline));
    } finally {
      metrics.flush();
    }
  }
}
