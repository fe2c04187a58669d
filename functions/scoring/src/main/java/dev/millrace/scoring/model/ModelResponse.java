package dev.millrace.scoring.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.millrace.features.document.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The body of a model's answer.
 *
 * @param predictions one a vector, in the order of the request; NaN where the answer holds neither
 *     a number nor a class
 */
record ModelResponse(String model, String modelVersion, List<PredictedValue> predictions) {
  /** Many servers write NaN and Infinity as they are, which is no JSON and tells which vector. */
  private static final JsonFactory LENIENT =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private static final PredictedValue NONE = new PredictedValue.OfNumber(Double.NaN);

  /**
   * Reads {@code {"model", "model_version", "predictions": [...]}}, whose elements are numbers or
   * {@code {"prediction": CLASS, "probabilities": {CLASS: number, ...}}}.
   *
   * @throws IOException when the body is something else or has another number of predictions
   */
  static ModelResponse read(byte[] body, int expected) throws IOException {
    String model = null;
    String version = null;
    List<PredictedValue> predictions = null;
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
          case "predictions" -> predictions = values(json, expected);
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
    return predictions.get(place).isStorable();
  }

  /** What became of a vector. */
  ModelAnswer answer(int place) {
    return isPrediction(place)
        ? new ModelAnswer.Predicted(predictions.get(place), model, modelVersion)
        : new ModelAnswer.Refused(
            Reason.MODEL_REJECTED,
            "The model predicted %s, expected a number between -1e126 and 1e126"
                .formatted(shown(predictions.get(place))));
  }

  private static String shown(PredictedValue prediction) {
    return switch (prediction) {
      case PredictedValue.OfNumber(double number) ->
          Double.isNaN(number) ? "no number" : Double.toString(number);
      case PredictedValue.OfClass(String label, Map<String, Double> probabilities) ->
          "a class with the probabilities " + probabilities.values();
    };
  }

  private static List<PredictedValue> values(JsonParser json, int expected) throws IOException {
    if (!json.hasToken(JsonToken.START_ARRAY)) {
      throw new IOException("predictions is %s; expected an array".formatted(json.currentToken()));
    }
    List<PredictedValue> values = new ArrayList<>(expected);
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == null) {
        throw new IOException("the answer ends within its predictions");
      }
      PredictedValue value = value(json);
      if (count < expected) {
        values.add(value);
      }
      count++;
    }
    if (count != expected) {
      throw new IOException(
          "the answer holds %d predictions; expected %d".formatted(count, expected));
    }
    return values;
  }

  /** Reads the value that the parser stands on, to its end. */
  private static PredictedValue value(JsonParser json) throws IOException {
    if (json.currentToken().isNumeric()) {
      return new PredictedValue.OfNumber(json.getDoubleValue());
    }
    if (!json.hasToken(JsonToken.START_OBJECT)) {
      json.skipChildren();
      return NONE;
    }
    String label = null;
    Map<String, Double> probabilities = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("prediction") && value == JsonToken.VALUE_STRING) {
        label = json.getText();
      } else if (name.equals("probabilities") && value == JsonToken.START_OBJECT) {
        readProbabilities(json, probabilities);
      } else {
        json.skipChildren();
      }
    }
    return label == null ? NONE : new PredictedValue.OfClass(label, probabilities);
  }

  private static void readProbabilities(JsonParser json, Map<String, Double> probabilities)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      probabilities.put(
          name, json.nextToken().isNumeric() ? json.getDoubleValue() : Double.valueOf(Double.NaN));
      json.skipChildren();
    }
  }
}
