package dev.millrace.common;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;

/** Input that is one JSON object with nothing behind it, and no field of it twice. */
public final class JsonObject {
  private JsonObject() {}

  /** Takes one field. */
  @FunctionalInterface
  public interface FieldReader {
    /**
     * Reads a field's value to its end.
     *
     * @param json stands at the value's first token
     */
    void read(String name, JsonParser json) throws IOException;
  }

  /** The input is no such object. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * What the input holds.
     *
     * @param held goes on behind "The input", say
     */
    Malformed(String held, Throwable cause) {
      super(held, cause);
    }
  }

  /**
   * Reads the object.
   *
   * @throws Malformed with a message such as "is not JSON", which goes on behind what the caller
   *     calls the input
   * @throws IOException when the input cannot be read to its end
   */
  public static void read(InputStream input, FieldReader fields) throws IOException, Malformed {
    Set<String> names = new HashSet<>();
    try (JsonParser json = Json.FACTORY.createParser(input)) {
      JsonToken first = json.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw new Malformed("holds " + Json.kind(first), null);
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (!names.add(name)) {
          throw new Malformed("holds its field \"%.100s\" twice".formatted(name), null);
        }
        json.nextToken();
        fields.read(name, json);
      }
      if (json.nextToken() != null) {
        throw new Malformed("does not end with its object", null);
      }
    } catch (JsonProcessingException malformed) {
      throw new Malformed("is not JSON", malformed);
    }
  }
}
