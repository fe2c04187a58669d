package dev.millrace.models.registry;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parts of JSON that was found well-formed before, as they stand: numbers keep all of their digits,
 * only blanks go.
 */
final class JsonParts {
  private JsonParts() {}

  /** The members of an object by name, in their order, each as JSON. */
  static Map<String, String> members(String object) {
    Map<String, String> members = new LinkedHashMap<>();
    try (JsonParser parser = Json.FACTORY.createParser(object)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        members.put(name, copy(parser));
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("JSON that was read before cannot be read", impossible);
    }
    return members;
  }

  /** The elements of an array, each as JSON. */
  static List<String> elements(String array) {
    List<String> elements = new ArrayList<>();
    try (JsonParser parser = Json.FACTORY.createParser(array)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.add(copy(parser));
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("JSON that was read before cannot be read", impossible);
    }
    return elements;
  }

  private static String copy(JsonParser parser) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator copy = Json.FACTORY.createGenerator(bytes)) {
      int depth = 0;
      do {
        copy.copyCurrentEventExact(parser);
        JsonToken token = parser.currentToken();
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      } while (depth > 0 && parser.nextToken() != null);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
