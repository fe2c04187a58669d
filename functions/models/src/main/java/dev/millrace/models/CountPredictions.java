package dev.millrace.models;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Settings;
import dev.millrace.common.stream.KinesisEvents;
import dev.millrace.models.counters.PredictionCounting;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;

/** Counts what versions did from the batches of the prediction log. */
public final class CountPredictions implements RequestStreamHandler {
  private static final int CONNECTIONS = 8;
  private static final Duration RESERVE = Duration.ofSeconds(2);

  private final PredictionCounting counting;
  private final RolloutMetrics metrics;

  /** As Lambda makes it, from the process's environment. */
  public CountPredictions() {
    this(Settings.fromEnvironment());
  }

  CountPredictions(Settings settings) {
    this.counting =
        new PredictionCounting(
            RoutingParts.counters(
                settings, new AwsClients(CONNECTIONS).dynamoDb(), InstantSource.system()));
    this.metrics = new RolloutMetrics(new FunctionMetrics(settings));
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    InvocationLog.begin(context);
    try {
      metrics.counted(counting.count(KinesisEvents.read(event), Deadline.of(context, RESERVE)));
      answer.write("{}".getBytes(StandardCharsets.UTF_8));
    } finally {
      InvocationLog.end();
    }
  }
}
