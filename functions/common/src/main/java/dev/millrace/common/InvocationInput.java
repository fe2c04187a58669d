package dev.millrace.common;

import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an operator or a schedule invokes a function with: a JSON object whose values are strings. A
 * field is taken at most once; unknown fields are rejected; a field that is null counts as missing.
 * Errors are {@link InvalidInput}. Not thread-safe.
 */
public final class InvocationInput {
  private final Map<String, String> fields;
  private final String form;

  private InvocationInput(Map<String, String> fields, String form) {
    this.fields = fields;
    this.form = form;
  }

  /**
   * Reads an input.
   *
   * @param form what the input may be, for the errors
   * @throws IOException when the input ends before its time
   */
  public static InvocationInput read(InputStream input, String form) throws IOException {
    Map<String, String> fields = new HashMap<>();
    try {
      JsonObject.read(
          input,
          (name, json) -> {
            switch (json.currentToken()) {
              case VALUE_STRING -> fields.put(name, json.getText());
              case VALUE_NULL -> {}
              default ->
                  throw new InvalidInput(
                      "%.100s held %s, expected a text"
                          .formatted(name, Json.kind(json.currentToken())));
            }
          });
    } catch (JsonObject.Malformed malformed) {
      throw new InvalidInput(
          "The input %s; expected %s".formatted(malformed.getMessage(), form), malformed);
    }
    return new InvocationInput(fields, form);
  }

  /** Takes a field out of the input: its string, or empty where it is not there. */
  public Optional<String> take(String field) {
    return Optional.ofNullable(fields.remove(field));
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
    if (!fields.isEmpty()) {
      throw new InvalidInput(
          "The input holds a field \"%.100s\"; expected %s"
              .formatted(fields.keySet().iterator().next(), form));
    }
  }
}
