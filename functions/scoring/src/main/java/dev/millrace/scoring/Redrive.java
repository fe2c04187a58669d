package dev.millrace.scoring;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Settings;
import dev.millrace.scoring.metrics.ScoringMetrics;
import dev.millrace.scoring.redrive.RedriveAnswer;
import dev.millrace.scoring.redrive.RedriveRequest;
import dev.millrace.scoring.redrive.Redriver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** Puts quarantined or failed records back on their stream; invoked by an operator. */
public final class Redrive implements RequestStreamHandler {
  /** A call under way when the sending must end, and the last mark. */
  private static final Duration TO_MARK = Duration.ofSeconds(8);

  private static final Duration TO_ANSWER = Duration.ofSeconds(2);
  private static final int CONNECTIONS = 4;

  private final Redriver redriver;

  /** As Lambda makes it, from the process's environment. */
  public Redrive() {
    this(Settings.fromEnvironment());
  }

  Redrive(Settings settings) {
    ScoringMetrics metrics = new ScoringMetrics(new FunctionMetrics(settings));
    this.redriver = new Redriver(settings, new AwsClients(CONNECTIONS), metrics::redriven);
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    InvocationLog.begin(context);
    try {
      RedriveRequest request = RedriveRequest.read(input);
      RedriveAnswer answer =
          redriver.run(
              request,
              Deadline.of(context, TO_ANSWER.plus(TO_MARK)),
              Deadline.of(context, TO_ANSWER));
      output.write(answer.json());
    } finally {
      InvocationLog.end();
    }
  }
}
