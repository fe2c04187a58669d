package dev.millrace.models.seed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.InvalidInput;
import dev.millrace.common.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What CloudFormation asks of a custom resource. Immutable.
 *
 * @param type {@code Create}, {@code Update} or {@code Delete}
 * @param responseUrl where the answer is put
 * @param properties those of the resource that are texts, by name
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html">Custom
 *     resource reference</a>
 */
public record ResourceRequest(
    String type,
    URI responseUrl,
    String stackId,
    String requestId,
    String logicalResourceId,
    Map<String, String> properties) {
  private static final String EXPECTED = "what CloudFormation sends to a custom resource";

  /** Copies the properties. */
  public ResourceRequest {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(responseUrl, "responseUrl");
    Objects.requireNonNull(stackId, "stackId");
    Objects.requireNonNull(requestId, "requestId");
    Objects.requireNonNull(logicalResourceId, "logicalResourceId");
    properties = Map.copyOf(properties);
  }

  /**
   * Reads the function's event.
   *
   * @throws InvalidInput when it is another
   */
  public static ResourceRequest read(InputStream event) throws IOException {
    Map<String, String> fields = new HashMap<>();
    Map<String, String> properties = new HashMap<>();
    try {
      JsonObject.read(
          event,
          (name, json) -> {
            if (name.equals("ResourceProperties") && json.hasToken(JsonToken.START_OBJECT)) {
              readTexts(json, properties);
            } else if (json.hasToken(JsonToken.VALUE_STRING)) {
              fields.put(name, json.getText());
            } else {
              json.skipChildren();
            }
          });
    } catch (JsonObject.Malformed malformed) {
      throw new InvalidInput(
          "The event %s, expected %s".formatted(malformed.getMessage(), EXPECTED), malformed);
    }
    return new ResourceRequest(
        text(fields, "RequestType"),
        URI.create(text(fields, "ResponseURL")),
        text(fields, "StackId"),
        text(fields, "RequestId"),
        text(fields, "LogicalResourceId"),
        properties);
  }

  private static void readTexts(JsonParser json, Map<String, String> into) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        into.put(name, json.getText());
      } else {
        json.skipChildren();
      }
    }
  }

  private static String text(Map<String, String> fields, String name) {
    String held = fields.get(name);
    if (held == null) {
      throw InvalidInput.field(name, null, EXPECTED);
    }
    return held;
  }

  /**
   * A property of the resource.
   *
   * @throws InvalidInput when it is not there
   */
  public String property(String name) {
    String held = properties.get(name);
    if (held == null) {
      throw InvalidInput.field("ResourceProperties." + name, null, "a text");
    }
    return held;
  }
}
