package dev.millrace.training;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Json;
import dev.millrace.common.Settings;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.training.run.PartMessages;
import dev.millrace.training.run.PartMessages.Message;
import dev.millrace.training.run.TrainingAnswer;
import dev.millrace.training.run.TrainingRunExpired;
import dev.millrace.training.run.TrainingRunFailed;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the steps of training sets that the queue hands over. One that fails goes back to the queue
 * alone; one of a run that can no longer be finished is dropped.
 */
public final class BuildTrainingSetPart implements RequestStreamHandler {
  private static final Duration TO_ANSWER = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(BuildTrainingSetPart.class);

  private final TrainingSets sets;
  private final TrainingMetrics metrics;

  /** As Lambda makes it, from the process's environment. */
  public BuildTrainingSetPart() {
    this(Settings.fromEnvironment());
  }

  BuildTrainingSetPart(Settings settings) {
    this(
        TrainingSettings.sets(
            settings, new AwsClients(TrainingSettings.CONNECTIONS), new LakeCatalog(settings)),
        new TrainingMetrics(new FunctionMetrics(settings)));
  }

  BuildTrainingSetPart(TrainingSets sets, TrainingMetrics metrics) {
    this.sets = sets;
    this.metrics = metrics;
  }

  /**
   * @throws TrainingRunFailed when it turns out now that a run can never be finished: so that the
   *     invocation counts as failed, once
   */
  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    InvocationLog.begin(context);
    try {
      List<String> failed = new ArrayList<>();
      for (Message message : PartMessages.read(input)) {
        if (!perform(message, Deadline.of(context, TO_ANSWER))) {
          failed.add(message.messageId());
        }
      }
      output.write(Json.bytes(json -> partialBatchResponse(json, failed)));
    } finally {
      InvocationLog.end();
    }
  }

  private boolean perform(Message message, Deadline deadline) {
    try {
      TrainingAnswer answer = sets.perform(message.runId(), message.step(), deadline);
      LOG.info("Training set after {}: {}", message.step(), answer);
      metrics.record(answer);
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } catch (TrainingRunExpired expired) {
      LOG.warn("The message for {} is dropped: {}", message.step(), expired.getMessage());
      return true;
    } catch (TrainingRunFailed failure) {
      LOG.error("{}", failure.getMessage());
      throw failure;
    } catch (RuntimeException failure) {
      LOG.error("{} of run {} failed", message.step(), message.runId(), failure);
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
