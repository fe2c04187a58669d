package dev.millrace.training.run;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.concurrent.BoundedTasks;
import dev.millrace.training.run.RunStep.BuildPart;
import dev.millrace.training.run.RunStep.CompareBucket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** The queue of what is to be done for runs; {@link PartMessages} reads what it sends. */
public final class PartQueue {
  private static final int BATCH = 10;
  private static final int AT_ONCE = 16;

  private final SqsClient sqs;
  private final String queueUrl;

  /** The queue of steps, by its URL. Thread-safe. */
  public PartQueue(SqsClient sqs, String queueUrl) {
    this.sqs = Objects.requireNonNull(sqs);
    this.queueUrl = Objects.requireNonNull(queueUrl);
  }

  /**
   * Queues steps of a run.
   *
   * @throws IllegalStateException when the queue refuses one of them, or the deadline passes: go on
   *     with the run to send the rest
   */
  public void send(String runId, List<? extends RunStep> steps, Deadline deadline)
      throws InterruptedException {
    List<List<RunStep>> batches = new ArrayList<>();
    for (int from = 0; from < steps.size(); from += BATCH) {
      batches.add(List.copyOf(steps.subList(from, Math.min(steps.size(), from + BATCH))));
    }
    new BoundedTasks(AT_ONCE)
        .all(
            batches,
            batch -> {
              sendBatch(runId, batch, deadline);
              return batch;
            },
            deadline);
  }

  private void sendBatch(String runId, List<RunStep> steps, Deadline deadline) {
    List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
    for (RunStep step : steps) {
      entries.add(
          SendMessageBatchRequestEntry.builder()
              .id(Integer.toString(entries.size()))
              .messageBody(body(runId, step))
              .build());
    }
    SendMessageBatchResponse answer =
        sqs.sendMessageBatch(
            send ->
                send.queueUrl(queueUrl).entries(entries).overrideConfiguration(deadline.bound()));
    if (answer.hasFailed() && !answer.failed().isEmpty()) {
      throw new IllegalStateException(
          "The queue refused messages of run %s (%s); invoke BuildTrainingSet with {\"run_id\": \"%s\"} to send the rest"
              .formatted(runId, answer.failed().getFirst().code(), runId));
    }
  }

  private static String body(String runId, RunStep step) {
    return new String(
        Json.bytes(
            json -> {
              json.writeStartObject();
              json.writeStringField("run_id", runId);
              switch (step) {
                case BuildPart(int number) -> json.writeNumberField("part", number);
                case CompareBucket(int number) -> json.writeNumberField("bucket", number);
              }
              json.writeEndObject();
            }),
        StandardCharsets.UTF_8);
  }
}
