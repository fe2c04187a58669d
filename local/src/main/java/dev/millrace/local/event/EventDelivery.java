package dev.millrace.local.event;

import dev.millrace.local.support.LocalAccount;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Sends events to the queues that rules name, and to their dead-letter queues what those do not
 * take.
 */
public final class EventDelivery {
  private final SqsClient sqs;
  private final String region;
  private final Consumer<String> report;

  /**
   * @param report told, in a sentence, when an event is lost
   */
  public EventDelivery(SqsClient sqs, String region, Consumer<String> report) {
    this.sqs = sqs;
    this.region = region;
    this.report = report;
  }

  void send(String event, EventRule rule, EventRule.Target target) {
    try {
      send(target.queue(), event, Map.of());
    } catch (SdkException e) {
      deadLetter(event, rule, target, e);
    }
  }

  private void deadLetter(String event, EventRule rule, EventRule.Target target, SdkException e) {
    if (target.deadLetterQueue().isEmpty()) {
      report.accept(
          "Rule %s lost an event, for %s did not take it: %s"
              .formatted(rule.name(), target.queue(), e.getMessage()));
      return;
    }
    try {
      send(
          target.deadLetterQueue().get(),
          event,
          Map.of(
              "RULE_ARN", LocalAccount.arn("events", region, "rule/" + rule.name()),
              "TARGET_ARN", target.queue(),
              "ERROR_CODE", "SDK_CLIENT_ERROR",
              "ERROR_MESSAGE", e.getMessage()));
    } catch (SdkException again) {
      report.accept(
          "Rule %s lost an event, for neither %s nor its dead-letter queue took it: %s"
              .formatted(rule.name(), target.queue(), again.getMessage()));
    }
  }

  private void send(String arn, String body, Map<String, String> attributes) {
    String queue = arn.substring(arn.lastIndexOf(':') + 1);
    String url = sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
    sqs.sendMessage(
        request -> request.queueUrl(url).messageBody(body).messageAttributes(strings(attributes)));
  }

  private static Map<String, MessageAttributeValue> strings(Map<String, String> attributes) {
    Map<String, MessageAttributeValue> values = new HashMap<>();
    attributes.forEach(
        (name, text) ->
            values.put(
                name,
                MessageAttributeValue.builder().dataType("String").stringValue(text).build()));
    return values;
  }
}
