package dev.millrace.lake.archive;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * What to archive.
 *
 * @param stream the logical name of one stream; empty for all of them
 */
public record ArchiveRequest(Optional<String> stream) {
  private static final String FORM = "{} or {\"stream\": \"sessions\"}";

  /**
   * Reads the function's input.
   *
   * @throws IllegalArgumentException naming the field, what it held and what was expected
   */
  public static ArchiveRequest read(InputStream input) throws IOException {
    Optional<String> stream = Optional.empty();
    try (JsonParser json = Json.FACTORY.createParser(input)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException(
            "The input holds %s; expected %s"
                .formatted(json.currentToken() == null ? "nothing" : json.currentToken(), FORM));
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        if (!json.currentName().equals("stream")) {
          throw new IllegalArgumentException(
              "The input holds a field \"%.100s\"; expected %s"
                  .formatted(json.currentName(), FORM));
        }
        if (json.nextToken() != JsonToken.VALUE_STRING) {
          throw new IllegalArgumentException(
              "stream holds %s; expected a text".formatted(json.currentToken()));
        }
        stream = Optional.of(json.getText());
      }
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException("The input is not JSON; expected " + FORM, malformed);
    }
    return new ArchiveRequest(stream);
  }
}
