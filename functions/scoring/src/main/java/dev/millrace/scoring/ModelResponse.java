package dev.millrace.scoring;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import java.io.IOException;
import java.util.Arrays;

/**
 * The body of a model's answer.
 *
 * @param predictions one a vector, in the order of the request
 */
record ModelResponse(String model, String modelVersion, double[] predictions) {

  /**
   * Reads {@code {"model", "model_version", "predictions": [number, ...]}}.
   *
   * @throws IOException when the body is something else or has another number of predictions
   */
  static ModelResponse read(byte[] body, int expected) throws IOException {
    String model = null;
    String version = null;
    double[] predictions = null;
    try (JsonParser json = Json.FACTORY.createParser(body)) {
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

  private static double[] numbers(JsonParser json, int expected) throws IOException {
    double[] numbers = new double[expected];
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == null || !json.currentToken().isNumeric()) {
        throw new IOException(
            "prediction %d is %s; expected a number"
                .formatted(count, Json.kind(json.currentToken())));
      }
      if (count < expected) {
        numbers[count] = json.getDoubleValue();
      }
      count++;
    }
    if (count != expected || !Arrays.stream(numbers).allMatch(Double::isFinite)) {
      throw new IOException(
          "the answer holds %d predictions; expected %d finite numbers".formatted(count, expected));
    }
    return numbers;
  }
}
