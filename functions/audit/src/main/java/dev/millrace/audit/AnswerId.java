package dev.millrace.audit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import dev.millrace.common.http.HttpResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The id of what a request made or changed, as its answer names it. */
final class AnswerId {
  private static final int LONGEST = 500;

  private AnswerId() {}

  /**
   * The field {@code id} of the body, else the last segment of the header {@code Location}; empty
   * where the answer is an error or names none. Nothing else of the body is looked at.
   */
  static Optional<String> of(HttpResponse answer) {
    if (answer.status() >= 400) {
      return Optional.empty();
    }
    return body(answer.body())
        .or(() -> location(answer.headers()))
        .filter(id -> !id.isBlank())
        .map(id -> id.substring(0, Math.min(id.length(), LONGEST)));
  }

  private static Optional<String> body(byte[] body) {
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = json.currentName().equals("id");
        json.nextToken();
        if (wanted && json.currentToken() == JsonToken.VALUE_STRING) {
          return Optional.of(json.getText());
        }
        json.skipChildren();
      }
      return Optional.empty();
    } catch (IOException noJson) {
      // An answer may be of any kind: then its body names no id.
      return Optional.empty();
    }
  }

  private static Optional<String> location(Map<String, String> headers) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("location"))
        .map(Map.Entry::getValue)
        // What is behind the path may be a signature.
        .map(location -> location.replaceFirst("[?#].*", ""))
        .map(path -> path.substring(path.lastIndexOf('/') + 1))
        .findFirst();
  }
}
