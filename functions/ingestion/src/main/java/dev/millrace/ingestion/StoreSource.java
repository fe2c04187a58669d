package dev.millrace.ingestion;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.Settings;
import dev.millrace.ingestion.job.SourceWork;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Checks and stores what is fetched of one source of a job. */
public final class StoreSource implements RequestStreamHandler {
  private final SourceWork work;

  /** As Lambda makes it, from the process's environment. */
  public StoreSource() {
    this(Settings.fromEnvironment());
  }

  StoreSource(Settings settings) {
    this.work = IngestionParts.of(settings).storing();
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    SourceStep.handle(
        event,
        answer,
        context,
        (input, deadline) -> work.run(input.id(), input.source(), deadline));
  }
}
