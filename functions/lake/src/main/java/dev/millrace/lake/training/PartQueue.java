package dev.millrace.lake.training;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** The queue of parts that are to be built; {@link PartMessages} reads what it sends. */
final class PartQueue {
  private static final int BATCH = 10;

  private final SqsClient sqs;
  private final String queueUrl;

  PartQueue(SqsClient sqs, String queueUrl) {
    this.sqs = sqs;
    this.queueUrl = queueUrl;
  }

  /**
   * Queues parts.
   *
   * @throws IllegalStateException when the queue refuses one of them: go on with the run to send
   *     the rest
   */
  void send(String runId, List<Integer> parts, Deadline deadline) {
    for (int from = 0; from < parts.size(); from += BATCH) {
      List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
      for (int part : parts.subList(from, Math.min(parts.size(), from + BATCH))) {
        entries.add(
            SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(part))
                .messageBody(body(runId, part))
                .build());
      }
      SendMessageBatchResponse answer =
          sqs.sendMessageBatch(
              send ->
                  send.queueUrl(queueUrl).entries(entries).overrideConfiguration(deadline.bound()));
      if (answer.hasFailed() && !answer.failed().isEmpty()) {
        throw new IllegalStateException(
            "%d parts of run %s were not queued (%s); invoke BuildTrainingSet with {\"run_id\": \"%s\"}"
                .formatted(
                    answer.failed().size(), runId, answer.failed().getFirst().code(), runId));
      }
    }
  }

  private static String body(String runId, int part) {
    return new String(
        Json.bytes(
            json -> {
              json.writeStartObject();
              json.writeStringField("run_id", runId);
              json.writeNumberField("part", part);
              json.writeEndObject();
            }),
        StandardCharsets.UTF_8);
  }
}
