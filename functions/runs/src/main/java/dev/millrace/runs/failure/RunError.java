package dev.millrace.runs.failure;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Objects;

/**
 * Why a run, or a part of one, failed.
 *
 * @param message a sentence for who started the run: what was met, what was expected. It is kept
 *     and shown, so it holds no personal data; cut at 1,000 characters
 * @param field a JSON Pointer to the part of the request that it is about, such as {@code
 *     /sources/0/url}; empty where it is about none; cut at 200 characters
 */
public record RunError(FailureCategory category, String message, String field) {
  private static final int LONGEST_MESSAGE = 1_000;
  private static final int LONGEST_FIELD = 200;

  /** Checks that the message says something, and cuts what is too long. */
  public RunError {
    Objects.requireNonNull(category);
    if (message.isBlank()) {
      throw new IllegalArgumentException("A run's error has no message; expected a sentence");
    }
    message = cut(message, LONGEST_MESSAGE);
    field = cut(field, LONGEST_FIELD);
  }

  /** An error that is about no field of the request. */
  public RunError(FailureCategory category, String message) {
    this(category, message, "");
  }

  /** At most so many UTF-16 units, and no half of a pair. */
  private static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    return text.substring(
        0, longest - (Character.isHighSurrogate(text.charAt(longest - 1)) ? 1 : 0));
  }

  /** Writes {@code {"category", "message", "field"?}}. */
  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("category", category.text());
    json.writeStringField("message", message);
    if (!field.isEmpty()) {
      json.writeStringField("field", field);
    }
    json.writeEndObject();
  }
}
