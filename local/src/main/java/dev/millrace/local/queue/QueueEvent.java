package dev.millrace.local.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.Message;

/** The JSON in which Lambda hands messages to a function, and what the answer says of them. */
final class QueueEvent {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final QueueMapping mapping;
  private final Map<String, Message> messages;

  QueueEvent(QueueMapping mapping, List<Message> messages) {
    this.mapping = mapping;
    this.messages =
        messages.stream().collect(Collectors.toMap(Message::messageId, Function.identity()));
  }

  SdkBytes json() {
    ObjectNode event = JSON.createObjectNode();
    ArrayNode records = event.putArray("Records");
    for (Message message : messages.values()) {
      ObjectNode written =
          records
              .addObject()
              .put("messageId", message.messageId())
              .put("receiptHandle", message.receiptHandle())
              .put("body", message.body());
      ObjectNode attributes = written.putObject("attributes");
      message.attributesAsStrings().forEach(attributes::put);
      ObjectNode own = written.putObject("messageAttributes");
      message
          .messageAttributes()
          .forEach(
              (name, value) ->
                  own.putObject(name)
                      .put("stringValue", value.stringValue())
                      .put("dataType", value.dataType()));
      written
          .put("md5OfBody", message.md5OfBody())
          .put("eventSource", "aws:sqs")
          .put("eventSourceARN", mapping.queueArn())
          .put("awsRegion", mapping.region());
    }
    try {
      return SdkBytes.fromByteArrayUnsafe(JSON.writeValueAsBytes(event));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of text is always JSON", e);
    }
  }

  /** Every message. */
  List<Message> messages() {
    return List.copyOf(messages.values());
  }

  /**
   * The messages that an answer reports as failed, read as Lambda reads it: an answer that makes no
   * sense, or names a message that was not sent, fails all of them.
   */
  List<Message> failed(byte[] answer) {
    if (!mapping.partialResponses()) {
      return List.of();
    }
    JsonNode failures;
    try {
      failures = JSON.readTree(answer).path("batchItemFailures");
    } catch (IOException e) {
      // Lambda reads an answer that is not a JSON object as one that reports nothing.
      return List.of();
    }
    if (failures.isMissingNode() || failures.isNull()) {
      return List.of();
    }
    Map<String, Message> failed = new HashMap<>();
    for (JsonNode failure : failures) {
      String id = failure.path("itemIdentifier").asText();
      if (!messages.containsKey(id)) {
        return messages();
      }
      failed.put(id, messages.get(id));
    }
    return List.copyOf(failed.values());
  }
}
