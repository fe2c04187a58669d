package dev.millrace.training.run;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import dev.millrace.training.run.RunStep.BuildPart;
import dev.millrace.training.run.RunStep.CompareBucket;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The event of the parts' queue: messages whose body is {@code {"run_id": ID, "part": 0}} or {@code
 * {"run_id": ID, "bucket": 0}}.
 */
public final class PartMessages {
  private PartMessages() {}

  /** What is to be done for which run. */
  public record Message(String messageId, String runId, RunStep step) {}

  /**
   * Reads an event.
   *
   * @throws IOException naming what a message lacks
   */
  public static List<Message> read(InputStream event) throws IOException {
    List<Message> messages = new ArrayList<>();
    try (JsonParser json = Json.FACTORY.createParser(event)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (name.equals("Records") && value == JsonToken.START_ARRAY) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            messages.add(message(json));
          }
        } else {
          json.skipChildren();
        }
      }
    }
    return messages;
  }

  private static Message message(JsonParser json) throws IOException {
    String messageId = null;
    String body = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "messageId" -> messageId = json.getText();
        case "body" -> body = json.getText();
        default -> json.skipChildren();
      }
    }
    if (messageId == null || body == null) {
      throw new IOException("A record of the event has no messageId or no body");
    }
    return step(messageId, body);
  }

  private static Message step(String messageId, String body) throws IOException {
    String runId = null;
    RunStep step = null;
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (name.equals("run_id") && value == JsonToken.VALUE_STRING) {
          runId = json.getText();
        } else if (name.equals("part") && value == JsonToken.VALUE_NUMBER_INT) {
          step = new BuildPart(json.getIntValue());
        } else if (name.equals("bucket") && value == JsonToken.VALUE_NUMBER_INT) {
          step = new CompareBucket(json.getIntValue());
        } else {
          json.skipChildren();
        }
      }
    }
    if (runId == null || step == null) {
      throw new IOException(
          "Message %s lacks run_id, or has neither part nor bucket".formatted(messageId));
    }
    return new Message(messageId, runId, step);
  }
}
