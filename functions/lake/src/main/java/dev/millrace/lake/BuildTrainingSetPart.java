package dev.millrace.lake;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Json;
import dev.millrace.common.Settings;
import dev.millrace.lake.training.PartMessages;
import dev.millrace.lake.training.PartMessages.Message;
import dev.millrace.lake.training.TrainingAnswer;
import dev.millrace.lake.training.TrainingMetrics;
import dev.millrace.lake.training.TrainingSets;
import dev.millrace.lake.training.TrainingSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the parts of training sets that the queue hands over; a part that fails goes back to the
 * queue alone.
 */
public final class BuildTrainingSetPart implements RequestStreamHandler {
  private static final Duration TO_ANSWER = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(BuildTrainingSetPart.class);

  private final TrainingSets sets;
  private final TrainingMetrics metrics;

  public BuildTrainingSetPart() {
    this(Settings.fromEnvironment());
  }

  BuildTrainingSetPart(Settings settings) {
    this.sets = TrainingSettings.sets(settings);
    this.metrics = new TrainingMetrics(new FunctionMetrics(settings));
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    InvocationLog.begin(context);
    try {
      List<String> failed = new ArrayList<>();
      for (Message message : PartMessages.read(input)) {
        if (!build(message, Deadline.of(context, TO_ANSWER))) {
          failed.add(message.messageId());
        }
      }
      output.write(Json.bytes(json -> partialBatchResponse(json, failed)));
    } finally {
      InvocationLog.end();
    }
  }

  private boolean build(Message message, Deadline deadline) {
    try {
      TrainingAnswer answer = sets.build(message.runId(), message.part(), deadline);
      LOG.info("Part {} of the training set: {}", message.part(), answer);
      metrics.record(answer);
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } catch (RuntimeException failure) {
      LOG.error("Part {} of run {} failed", message.part(), message.runId(), failure);
      return false;
    }
  }

  private static void partialBatchResponse(JsonGenerator json, List<String> failed)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("batchItemFailures");
    for (String messageId : failed) {
      json.writeStartObject();
      json.writeStringField("itemIdentifier", messageId);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
