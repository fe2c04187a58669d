package dev.millrace.training.part;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import dev.millrace.features.json.JsonFault;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A row of the prediction log, as far as a training set needs it.
 *
 * @param recordId position of the session that was scored; equal for rows that count once
 * @param features what the model was given, by name
 */
record ServedVector(String recordId, String id, Instant eventTime, Map<String, Double> features) {

  /**
   * Reads a row.
   *
   * @throws IOException naming the field that is missing
   */
  static ServedVector read(byte[] row) throws IOException {
    try {
      return fields(row);
    } catch (JsonProcessingException malformed) {
      String what =
          JsonFault.first(row, JsonFault.Limits.NONE)
              .map(" (%s)"::formatted)
              .orElse(" or beyond a limit of the parser's");
      throw new IOException(
          "The row is malformed%s, expected a JSON object".formatted(what), malformed);
    }
  }

  private static ServedVector fields(byte[] row) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    Map<String, Double> features = new LinkedHashMap<>();
    try (JsonParser json = Json.FACTORY.createParser(row)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("The row is no JSON object, expected one");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value == JsonToken.VALUE_STRING) {
          texts.put(name, json.getText());
        } else if (name.equals("features") && value == JsonToken.START_OBJECT) {
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            String feature = json.currentName();
            json.nextToken();
            features.put(feature, finite(feature, json));
          }
        } else {
          json.skipChildren();
        }
      }
    }
    return new ServedVector(
        required(texts, "record_id"),
        required(texts, "id"),
        eventTime(required(texts, "event_time")),
        features);
  }

  private static double finite(String feature, JsonParser json) throws IOException {
    JsonToken value = json.currentToken();
    if (value != null && value.isNumeric() && Double.isFinite(json.getDoubleValue())) {
      return json.getDoubleValue();
    }
    throw new IOException(
        "features.%.100s held %s, expected a finite number"
            .formatted(
                feature,
                value != null && value.isNumeric()
                    ? "%.100s".formatted(json.getText())
                    : Json.kind(value)));
  }

  private static Instant eventTime(String held) throws IOException {
    try {
      return Instant.parse(held);
    } catch (DateTimeException notATime) {
      throw new IOException(
          "event_time held \"%.100s\", expected a time in UTC".formatted(held), notATime);
    }
  }

  private static String required(Map<String, String> texts, String field) throws IOException {
    String held = texts.get(field);
    if (held == null) {
      throw new IOException(field + " is missing, expected a text");
    }
    return held;
  }
}
