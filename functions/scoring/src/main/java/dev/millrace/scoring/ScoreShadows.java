package dev.millrace.scoring;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Settings;
import dev.millrace.common.stream.KinesisEvents;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.common.stream.StreamWriter;
import dev.millrace.scoring.metrics.ScoringMetrics;
import dev.millrace.scoring.shadow.ShadowScoring;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Has shadows score what the prediction log says that others answered. Its event source mapping
 * leaves out rows without shadows, and shadows' own.
 */
public final class ScoreShadows implements RequestStreamHandler {
  private static final int CONNECTIONS = 4;
  private static final Duration ENDPOINT_ATTEMPT = Duration.ofSeconds(10);
  private static final Duration LOGGING_RESERVE = Duration.ofSeconds(10);
  private static final Duration ANSWER_RESERVE = Duration.ofSeconds(1);

  private final ShadowScoring shadows;

  /** As Lambda makes it, from the process's environment. */
  public ScoreShadows() {
    this(Settings.fromEnvironment());
  }

  ScoreShadows(Settings environment) {
    AwsClients clients = new AwsClients(CONNECTIONS);
    ScoringMetrics metrics = new ScoringMetrics(new FunctionMetrics(environment));
    this.shadows =
        new ShadowScoring(
            ScoringSettings.endpoints(
                clients, environment.text("MODEL_ENDPOINT"), ENDPOINT_ATTEMPT, metrics),
            new StreamWriter(clients.kinesis()),
            environment.text("PREDICTIONS_STREAM"),
            metrics);
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    InvocationLog.begin(context);
    try {
      List<StreamRecord> records = KinesisEvents.read(event);
      if (!shadows.score(
          records, Deadline.of(context, LOGGING_RESERVE), Deadline.of(context, ANSWER_RESERVE))) {
        throw new IOException("The prediction log did not take the rows of shadows");
      }
      answer.write("{\"batchItemFailures\":[]}".getBytes(StandardCharsets.UTF_8));
    } finally {
      InvocationLog.end();
    }
  }
}
