package dev.millrace.training.part;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import dev.millrace.features.definition.FeatureDefinition;
import dev.millrace.features.json.JsonFault;
import dev.millrace.features.kind.FeatureType;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A row of the prediction log, as far as a training set needs it.
 *
 * @param recordId position of the session that was scored; equal for rows that count once
 * @param model the name of the model that was asked; empty where the row does not say
 * @param isShadow whether the version only scored beside the one that answered
 * @param origin {@code stream}, {@code request} or {@code backfill}
 * @param features what the model was given, by name: a {@link Double}, a {@link String}, or null
 *     where a value was missing
 */
record ServedVector(
    String recordId,
    String id,
    Instant eventTime,
    Optional<String> model,
    boolean isShadow,
    String origin,
    Map<String, Object> features) {

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
    Map<String, Object> features = new LinkedHashMap<>();
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
            features.put(feature, value(feature, json));
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
        Optional.ofNullable(texts.get("model")),
        "shadow".equals(texts.get("role")),
        texts.getOrDefault("origin", "stream"),
        features);
  }

  private static Object value(String feature, JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_NULL -> null;
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        // Zero has no sign.
        double number = json.getDoubleValue() + 0.0;
        if (!Double.isFinite(number)) {
          throw invalid(feature, "%.100s".formatted(json.getText()));
        }
        yield number;
      }
      case null, default -> throw invalid(feature, Json.kind(json.currentToken()));
    };
  }

  private static IOException invalid(String feature, String held) {
    return new IOException(
        "features.%.100s held %s, expected a finite number, a text or null"
            .formatted(feature, held));
  }

  /**
   * The value that a feature was served with.
   *
   * @throws IOException when it is of another type
   */
  Object value(FeatureDefinition feature) throws IOException {
    Object value = features.get(feature.name());
    if (value instanceof String && feature.type() == FeatureType.NUMBER) {
      throw new IOException("features.%s held a text, expected a number".formatted(feature.name()));
    }
    if (value instanceof Double && feature.type() == FeatureType.CATEGORY) {
      throw new IOException("features.%s held a number, expected a text".formatted(feature.name()));
    }
    return value;
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
