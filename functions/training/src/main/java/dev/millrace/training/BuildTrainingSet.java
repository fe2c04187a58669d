package dev.millrace.training;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Settings;
import dev.millrace.training.run.TrainingAnswer;
import dev.millrace.training.run.TrainingRequest;
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

  private final TrainingSets sets;
  private final TrainingMetrics metrics;

  public BuildTrainingSet() {
    this(Settings.fromEnvironment());
  }

  BuildTrainingSet(Settings settings) {
    this.sets = TrainingSettings.sets(settings);
    this.metrics = new TrainingMetrics(new FunctionMetrics(settings));
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    InvocationLog.begin(context);
    try {
      TrainingAnswer answer =
          sets.answer(TrainingRequest.read(input), Deadline.of(context, TO_ANSWER));
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
