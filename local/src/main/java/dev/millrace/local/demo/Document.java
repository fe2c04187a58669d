package dev.millrace.local.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * One document of the input.
 *
 * @param line where it starts, the first line being 1; in a JSON array or a search answer its
 *     place, the first being 1
 * @param bytes as they came
 */
record Document(int line, byte[] bytes) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Its {@code _id}, where one can be read. */
  Optional<String> id() {
    try (JsonParser parser = JSON.createParser(bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        if (name.equals("_id") && value == JsonToken.VALUE_STRING && !parser.getText().isEmpty()) {
          return Optional.of(parser.getText());
        }
        parser.skipChildren();
      }
      return Optional.empty();
    } catch (IOException e) {
      // The stack says what is wrong with it; here it only has no id.
      return Optional.empty();
    }
  }
}
