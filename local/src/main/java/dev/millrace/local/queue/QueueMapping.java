package dev.millrace.local.queue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import java.time.Duration;

/**
 * What a template says about an SQS queue as the source of a function's events.
 *
 * @param function an ARN with its alias, or a name
 * @param queueArn the queue's
 * @param batchSize most messages in an event
 * @param batchingWindow longest wait for a full batch
 * @param partialResponses whether the function says which messages failed
 * @param maximumConcurrency events under way at once
 */
public record QueueMapping(
    String function,
    String queueArn,
    int batchSize,
    Duration batchingWindow,
    boolean partialResponses,
    int maximumConcurrency) {

  /** As many as Lambda's pollers begin with. */
  private static final int DEFAULT_CONCURRENCY = 5;

  /** Whether an event source mapping reads from a queue. */
  public static boolean is(Resource mapping, Intrinsics intrinsics) {
    return intrinsics.property(mapping, "EventSourceArn").asText().startsWith("arn:aws:sqs:");
  }

  /** The mapping that a template's resource declares, with Lambda's defaults. */
  public static QueueMapping of(Resource resource, Intrinsics intrinsics) {
    JsonNode properties = intrinsics.resolve(resource, resource.properties());
    return new QueueMapping(
        properties.path("FunctionName").asText(),
        properties.path("EventSourceArn").asText(),
        properties.path("BatchSize").asInt(10),
        Duration.ofSeconds(properties.path("MaximumBatchingWindowInSeconds").asInt(0)),
        properties.path("FunctionResponseTypes").toString().contains("ReportBatchItemFailures"),
        properties.path("ScalingConfig").path("MaximumConcurrency").asInt(DEFAULT_CONCURRENCY));
  }

  String queueName() {
    return queueArn.substring(queueArn.lastIndexOf(':') + 1);
  }

  String region() {
    return queueArn.split(":", -1)[3];
  }
}
