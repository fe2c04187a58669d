package dev.millrace.local.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.support.LocalAccount;
import dev.millrace.local.template.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A queue, with its dead-letter queue. */
final class SqsQueue extends ResourceType {
  private static final List<String> ATTRIBUTES =
      List.of(
          "VisibilityTimeout",
          "MessageRetentionPeriod",
          "DelaySeconds",
          "ReceiveMessageWaitTimeSeconds",
          "RedrivePolicy");

  SqsQueue() {
    super("AWS::SQS::Queue");
  }

  @Override
  boolean hasOwnName() {
    return true;
  }

  @Override
  String ref(Reference reference) {
    return "%s/%s/%s"
        .formatted(reference.stack().queueBaseUrl(), LocalAccount.ID, reference.name());
  }

  @Override
  Map<String, String> attributes(Reference reference) {
    return Map.of(
        "Arn", reference.arn("sqs", reference.name()),
        "QueueName", reference.name(),
        "QueueUrl", ref(reference));
  }

  /** Queues that others name as their dead-letter queue come first. */
  @Override
  void create(List<Resource> resources, Creation creation) {
    List<Resource> queues = new ArrayList<>(resources);
    queues.sort(Comparator.comparing(queue -> queue.properties().has("RedrivePolicy")));
    for (Resource queue : queues) {
      Map<QueueAttributeName, String> attributes = new HashMap<>();
      for (String name : ATTRIBUTES) {
        JsonNode value = creation.intrinsics().property(queue, name);
        if (!value.isMissingNode()) {
          attributes.put(
              QueueAttributeName.fromValue(name),
              value.isObject() ? value.toString() : value.asText());
        }
      }
      creation
          .clients()
          .sqs()
          .createQueue(request -> request.queueName(queue.name()).attributes(attributes));
    }
  }
}
