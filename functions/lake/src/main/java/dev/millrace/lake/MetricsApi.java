package dev.millrace.lake;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Settings;
import dev.millrace.lake.http.MetricsHttp;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import org.crac.Core;
import org.crac.Resource;

/** Answers the services' metrics by minute, and how fresh they are. */
public final class MetricsApi implements RequestStreamHandler, Resource {
  private static final int CONNECTIONS = 4;

  private final MetricsHttp metrics;

  /** As Lambda makes it, from the process's environment. */
  public MetricsApi() {
    this(Settings.fromEnvironment());
  }

  MetricsApi(Settings settings) {
    this.metrics =
        new MetricsHttp(settings, new AwsClients(CONNECTIONS).dynamoDb(), InstantSource.system());
    Core.getGlobalContext().register(this);
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    metrics.function().handle(event, answer, context);
  }

  @Override
  public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
    metrics.warmUp();
  }

  @Override
  public void afterRestore(org.crac.Context<? extends Resource> context) {
    // Connections that the snapshot held are gone; the HTTP client opens new ones by itself.
  }
}
