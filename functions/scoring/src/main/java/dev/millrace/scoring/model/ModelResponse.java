package dev.millrace.scoring.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.millrace.features.FeatureSchema;
import java.io.IOException;

/**
 * The body of a model's answer.
 *
 * @param predictions one a vector, in the order of the request; NaN where the answer holds no
 *     number
 */
record ModelResponse(String model, String modelVersion, double[] predictions) {
  /** Many servers write NaN and Infinity as they are, which is no JSON and tells which vector. */
  private static final JsonFactory LENIENT =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  /**
   * Reads {@code {"model", "model_version", "predictions": [number, ...]}}.
   *
   * @throws IOException when the body is something else or has another number of predictions
   */
  static ModelResponse read(byte[] body, int expected) throws IOException {
    String model = null;
    String version = null;
    double[] predictions = null;
    try (JsonParser json = LENIENT.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the answer is not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "model" -> model = json.getValueAsString();
          case "model_version" -> version = json.getValueAsString();
          case "predictions" -> predictions = numbers(json, expected);
          default -> json.skipChildren();
        }
      }
    }
    if (model == null || version == null || predictions == null) {
      throw new IOException("the answer lacks model, model_version or predictions");
    }
    return new ModelResponse(model, version, predictions);
  }

  /** Whether the model gave this vector a prediction that can be stored. */
  boolean isPrediction(int place) {
    return Math.abs(predictions[place]) < FeatureSchema.MAGNITUDE_LIMIT;
  }

  private static double[] numbers(JsonParser json, int expected) throws IOException {
    if (!json.hasToken(JsonToken.START_ARRAY)) {
      throw new IOException("predictions is %s; expected an array".formatted(json.currentToken()));
    }
    double[] numbers = new double[expected];
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == null) {
        throw new IOException("the answer ends within its predictions");
      }
      if (count < expected) {
        numbers[count] = json.currentToken().isNumeric() ? json.getDoubleValue() : Double.NaN;
      }
      json.skipChildren();
      count++;
    }
    if (count != expected) {
      throw new IOException(
          "the answer holds %d predictions; expected %d".formatted(count, expected));
    }
    return numbers;
  }
}
