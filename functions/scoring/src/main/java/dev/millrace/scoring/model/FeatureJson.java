package dev.millrace.scoring.model;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Json;
import dev.millrace.features.FeatureVector;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Features as a JSON object, in the model's order. */
public final class FeatureJson {
  private FeatureJson() {}

  /** Writes an object of the vector's features, in the model's order. */
  public static void write(JsonGenerator json, FeatureVector vector) throws IOException {
    List<String> names = vector.schema().names();
    json.writeStartObject();
    for (int i = 0; i < names.size(); i++) {
      json.writeFieldName(names.get(i));
      Json.number(json, vector.get(i));
    }
    json.writeEndObject();
  }

  /**
   * Writes stored features: those that the model declares first, then what an earlier version had
   * besides.
   */
  public static void write(JsonGenerator json, List<String> names, Map<String, Double> features)
      throws IOException {
    json.writeStartObject();
    for (String name : names) {
      Double value = features.get(name);
      if (value != null) {
        json.writeFieldName(name);
        Json.number(json, value);
      }
    }
    for (Map.Entry<String, Double> feature : features.entrySet()) {
      if (!names.contains(feature.getKey())) {
        json.writeFieldName(feature.getKey());
        Json.number(json, feature.getValue());
      }
    }
    json.writeEndObject();
  }
}
