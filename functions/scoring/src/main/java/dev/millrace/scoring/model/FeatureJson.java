package dev.millrace.scoring.model;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Json;
import dev.millrace.features.plan.FeatureVector;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Features as a JSON object, in the model's order: numbers, texts, and null for a missing one. */
public final class FeatureJson {
  private FeatureJson() {}

  /** Writes an object of the vector's features, in the model's order. */
  public static void write(JsonGenerator json, FeatureVector vector) throws IOException {
    List<String> names = vector.names();
    json.writeStartObject();
    for (int i = 0; i < names.size(); i++) {
      write(json, names.get(i), vector.value(i));
    }
    json.writeEndObject();
  }

  /**
   * Writes features by name, in the map's order.
   *
   * @param features a {@link Double}, a {@link String} or null each
   */
  public static void write(JsonGenerator json, Map<String, Object> features) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, Object> feature : features.entrySet()) {
      write(json, feature.getKey(), feature.getValue());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, Object value) throws IOException {
    json.writeFieldName(name);
    switch (value) {
      case null -> json.writeNull();
      case Double number -> Json.number(json, number);
      default -> json.writeString((String) value);
    }
  }
}
