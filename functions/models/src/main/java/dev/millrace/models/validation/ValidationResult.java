package dev.millrace.models.validation;

import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import dev.millrace.common.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What a validation came to. */
public sealed interface ValidationResult {
  /**
   * The version can answer, and its files are in the registry.
   *
   * @param bytes of {@code model.onnx}
   * @param memoryBytes what an instance of the endpoint needs to hold it
   */
  record Validated(long bytes, long memoryBytes) implements ValidationResult {}

  /**
   * The file cannot be used.
   *
   * @param error why, in a sentence
   */
  record Rejected(String error) implements ValidationResult {
    /** Checks that there is a reason. */
    public Rejected {
      Objects.requireNonNull(error, "error");
    }
  }

  /** The result as JSON. */
  default byte[] json() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          switch (this) {
            case Validated validated -> {
              json.writeStringField("status", "validated");
              json.writeNumberField("bytes", validated.bytes());
              json.writeNumberField("memory_bytes", validated.memoryBytes());
            }
            case Rejected rejected -> {
              json.writeStringField("status", "rejected");
              json.writeStringField("error", rejected.error());
            }
          }
          json.writeEndObject();
        });
  }

  /**
   * Reads a result.
   *
   * @throws IllegalStateException when it is none
   */
  static ValidationResult read(byte[] json) {
    Map<String, String> texts = new HashMap<>();
    Map<String, Long> numbers = new HashMap<>();
    try {
      JsonObject.read(
          new ByteArrayInputStream(json),
          (name, parser) -> {
            if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
              numbers.put(name, parser.getLongValue());
            } else {
              texts.put(name, parser.getText());
            }
          });
      return switch (texts.getOrDefault("status", "")) {
        case "validated" -> new Validated(numbers.get("bytes"), numbers.get("memory_bytes"));
        case "rejected" -> new Rejected(texts.get("error"));
        default -> throw new IllegalStateException("A validation's result has no status");
      };
    } catch (IOException | JsonObject.Malformed | NullPointerException foreign) {
      throw new IllegalStateException("A validation's result is none of ours", foreign);
    }
  }
}
