package dev.millrace.common;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an operator or a schedule invokes a function with: a JSON object whose values are strings,
 * but for those that may be objects. A field is taken at most once; unknown fields are rejected; a
 * field that is null counts as missing. Errors are {@link InvalidInput}. Not thread-safe.
 */
public final class InvocationInput {
  private final Map<String, String> fields;
  private final Map<String, byte[]> objects;
  private final String form;

  private InvocationInput(Map<String, String> fields, Map<String, byte[]> objects, String form) {
    this.fields = fields;
    this.objects = objects;
    this.form = form;
  }

  /**
   * Reads an input of strings.
   *
   * @param form what the input may be, for the errors
   * @throws IOException when the input ends before its time
   */
  public static InvocationInput read(InputStream input, String form) throws IOException {
    return read(input, form, Set.of());
  }

  /**
   * Reads an input.
   *
   * @param form what the input may be, for the errors
   * @param ofObjects the names of the fields that hold objects
   * @throws IOException when the input ends before its time
   */
  public static InvocationInput read(InputStream input, String form, Set<String> ofObjects)
      throws IOException {
    Map<String, String> fields = new HashMap<>();
    Map<String, byte[]> objects = new HashMap<>();
    try {
      JsonObject.read(
          input,
          (name, json) -> {
            JsonToken value = json.currentToken();
            if (value == JsonToken.START_OBJECT && ofObjects.contains(name)) {
              objects.put(name, copy(json));
            } else if (value == JsonToken.VALUE_STRING && !ofObjects.contains(name)) {
              fields.put(name, json.getText());
            } else if (value != JsonToken.VALUE_NULL) {
              throw new InvalidInput(
                  "%.100s held %s, expected %s"
                      .formatted(
                          name,
                          Json.kind(value),
                          ofObjects.contains(name) ? "an object" : "a text"));
            }
          });
    } catch (JsonObject.Malformed malformed) {
      throw new InvalidInput(
          "The input %s; expected %s".formatted(malformed.getMessage(), form), malformed);
    }
    return new InvocationInput(fields, objects, form);
  }

  private static byte[] copy(JsonParser json) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator copy = Json.FACTORY.createGenerator(bytes)) {
      int depth = 0;
      do {
        copy.copyCurrentEventExact(json);
        depth +=
            json.currentToken().isStructStart() ? 1 : json.currentToken().isStructEnd() ? -1 : 0;
      } while (depth > 0 && json.nextToken() != null);
    }
    return bytes.toByteArray();
  }

  /** Takes a field out of the input: its string, or empty where it is not there. */
  public Optional<String> take(String field) {
    return Optional.ofNullable(fields.remove(field));
  }

  /** Takes a field of {@code ofObjects}: its object as JSON, or empty where it is not there. */
  public Optional<byte[]> takeObject(String field) {
    return Optional.ofNullable(objects.remove(field));
  }

  /**
   * The same as a time.
   *
   * @throws InvalidInput when it is no time in ISO-8601 with a zone
   */
  public Optional<Instant> takeTime(String field) {
    return take(field).map(held -> time(field, held));
  }

  private static Instant time(String field, String held) {
    try {
      return ZonedDateTime.parse(held).toInstant();
    } catch (DateTimeException notATime) {
      InvalidInput invalid =
          InvalidInput.field(
              field, held, "a time in ISO-8601 with its zone, such as 2024-11-17T21:53:01Z");
      invalid.initCause(notATime);
      throw invalid;
    }
  }

  /** Call after taking every expected field. Throws InvalidInput if a field is left. */
  public void end() {
    Set<String> left = new TreeSet<>(fields.keySet());
    left.addAll(objects.keySet());
    if (!left.isEmpty()) {
      throw new InvalidInput(
          "The input holds a field \"%.100s\"; expected %s"
              .formatted(left.iterator().next(), form));
    }
  }
}
