package dev.millrace.scoring.shadow;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row of the prediction log whose record shadows are to score. Immutable.
 *
 * @param texts the row's members that are texts, such as {@code record_id} and {@code model}
 * @param shadows those that are to score it
 */
record ShadowedRow(Map<String, String> texts, List<Shadow> shadows) {

  /**
   * A shadow.
   *
   * @param features by name, in the version's order: a {@link Double}, a {@link String} or null;
   *     empty where they could not be computed
   * @param error why not; empty where they could
   */
  record Shadow(String version, Optional<Map<String, Object>> features, Optional<String> error) {}

  /**
   * Reads a row.
   *
   * @throws IOException naming what is missing
   */
  static ShadowedRow read(byte[] row) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    List<Shadow> shadows = new ArrayList<>();
    try (JsonParser json = Json.FACTORY.createParser(row)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("The row is no JSON object, expected one");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value == JsonToken.VALUE_STRING) {
          texts.put(name, json.getText());
        } else if (name.equals("shadows") && value == JsonToken.START_ARRAY) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            shadows.add(shadow(json));
          }
        } else {
          json.skipChildren();
        }
      }
    }
    for (String name : List.of("log_id", "record_id", "id", "model")) {
      if (!texts.containsKey(name)) {
        throw new IOException(name + " is missing, expected a text");
      }
    }
    return new ShadowedRow(texts, shadows);
  }

  private static Shadow shadow(JsonParser json) throws IOException {
    String version = null;
    Map<String, Object> features = null;
    String error = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "version" -> version = json.getText();
        case "error" -> error = json.getText();
        case "features" -> features = features(json);
        default -> json.skipChildren();
      }
    }
    if (version == null || (features == null) == (error == null)) {
      throw new IOException(
          "A shadow has not its version and either features or an error, expected both");
    }
    return new Shadow(version, Optional.ofNullable(features), Optional.ofNullable(error));
  }

  private static Map<String, Object> features(JsonParser json) throws IOException {
    Map<String, Object> features = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      features.put(
          name,
          switch (json.nextToken()) {
            case VALUE_NULL -> null;
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case null, default ->
                throw new IOException(
                    "shadows.features.%.100s held %s, expected a number, a text or null"
                        .formatted(name, Json.kind(json.currentToken())));
          });
    }
    return features;
  }

  String text(String name) {
    return texts.get(name);
  }
}
