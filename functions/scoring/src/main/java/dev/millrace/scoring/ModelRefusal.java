package dev.millrace.scoring;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import dev.millrace.features.UnicodeText;
import java.io.IOException;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The container's refusal of a request.
 *
 * @param detail a sentence with the status and at most {@value #SHOWN} characters of the reason
 * @param instance which of the request's vectors it is about, from 0, where it says so
 */
record ModelRefusal(String detail, OptionalInt instance) {
  private static final int SHOWN = 100;

  /**
   * Reads {@code {"error": "a sentence", "instance": index}}; of a message that is something else,
   * or of no message, no instance is known.
   */
  static ModelRefusal read(int status, String message) {
    String reason = Objects.requireNonNullElse(message, "");
    OptionalInt instance = OptionalInt.empty();
    try (JsonParser json = Json.FACTORY.createParser(reason)) {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          JsonToken value = json.nextToken();
          if (name.equals("error") && value == JsonToken.VALUE_STRING) {
            reason = json.getText();
          } else if (name.equals("instance") && value == JsonToken.VALUE_NUMBER_INT) {
            instance = index(json);
          }
          json.skipChildren();
        }
      }
    } catch (JsonProcessingException notJson) {
      instance = OptionalInt.empty();
    } catch (IOException impossible) {
      throw new IllegalStateException("Reading JSON from memory failed", impossible);
    }
    return new ModelRefusal(detail(status, reason), instance);
  }

  private static OptionalInt index(JsonParser json) throws IOException {
    double number = json.getDoubleValue();
    return number >= 0 && number <= Integer.MAX_VALUE
        ? OptionalInt.of((int) number)
        : OptionalInt.empty();
  }

  private static String detail(int status, String reason) {
    String said =
        reason.isBlank() ? "without a reason" : '"' + UnicodeText.shown(reason, SHOWN) + '"';
    return "The model refused the feature vector with %d: %s".formatted(status, said);
  }
}
