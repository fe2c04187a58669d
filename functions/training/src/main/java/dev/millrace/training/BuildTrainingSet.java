package dev.millrace.training;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Settings;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.training.run.TrainingAnswer;
import dev.millrace.training.run.TrainingRequest;
import dev.millrace.training.run.TrainingRequest.Begin;
import dev.millrace.training.run.TrainingRequest.Resume;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins a training set, or says how far one is; {@link BuildTrainingSetPart} does the work. */
public final class BuildTrainingSet implements RequestStreamHandler {
  private static final Duration TO_ANSWER = Duration.ofSeconds(2);
  private static final Logger LOG = LoggerFactory.getLogger(BuildTrainingSet.class);

  private final TrainingPlans plans;
  private final TrainingSets sets;
  private final TrainingMetrics metrics;

  /** As Lambda makes it, from the process's environment. */
  public BuildTrainingSet() {
    this(Settings.fromEnvironment());
  }

  BuildTrainingSet(Settings settings) {
    AwsClients clients = new AwsClients(TrainingSettings.CONNECTIONS);
    LakeCatalog catalog = new LakeCatalog(settings);
    this.plans = TrainingSettings.plans(settings, clients, catalog);
    this.sets = TrainingSettings.sets(settings, clients, catalog);
    this.metrics = new TrainingMetrics(new FunctionMetrics(settings));
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    InvocationLog.begin(context);
    try {
      Deadline deadline = Deadline.of(context, TO_ANSWER);
      TrainingAnswer answer =
          switch (TrainingRequest.read(input)) {
            case Begin begin -> sets.resume(plans.plan(begin, deadline), deadline);
            case Resume(String runId) -> sets.resume(runId, deadline);
          };
      LOG.info("Training set: {}", answer);
      metrics.record(answer);
      output.write(answer.json());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The run was interrupted");
    } finally {
      InvocationLog.end();
    }
  }
}
