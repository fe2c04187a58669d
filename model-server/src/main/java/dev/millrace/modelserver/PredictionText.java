package dev.millrace.modelserver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.inference.Model;
import dev.millrace.inference.Predictions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Predictions as the bodies of answers. Numbers have as many digits as tell them from others. */
final class PredictionText {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int BYTES_OF_A_NUMBER = 24;

  private PredictionText() {}

  /** {@code {"model": ..., "model_version": ..., "predictions": [...]}}. */
  static byte[] json(Model model, Predictions predictions) throws IOException {
    var bytes = new ByteArrayOutputStream(64 + BYTES_OF_A_NUMBER * predictions.count());
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("model", model.definition().name());
      json.writeStringField("model_version", model.definition().version());
      json.writeArrayFieldStart("predictions");
      for (int row = 0; row < predictions.count(); row++) {
        if (predictions.classes().isEmpty()) {
          writeNumber(json, predictions, row, 0);
        } else {
          json.writeStartObject();
          writeClasses(json, predictions, row);
          json.writeEndObject();
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /**
   * {@code {"prediction": 0.37}} a line, or {@code {"prediction": "b", "probabilities": {...}}}.
   */
  static byte[] jsonLines(Predictions predictions) throws IOException {
    if (predictions.classes().isEmpty()) {
      var text = new StringBuilder();
      for (int row = 0; row < predictions.count(); row++) {
        text.append("{\"prediction\": ").append(number(predictions, row, 0)).append("}\n");
      }
      return text.toString().getBytes(StandardCharsets.UTF_8);
    }
    var bytes = new ByteArrayOutputStream();
    for (int row = 0; row < predictions.count(); row++) {
      try (JsonGenerator json = JSON.createGenerator(bytes)) {
        json.writeStartObject();
        writeClasses(json, predictions, row);
        json.writeEndObject();
      }
      bytes.write('\n');
    }
    return bytes.toByteArray();
  }

  /** A score a line, or the class and the probabilities of all classes in their order. */
  static byte[] csv(Predictions predictions) {
    var text = new StringBuilder();
    List<String> classes = predictions.classes();
    for (int row = 0; row < predictions.count(); row++) {
      if (classes.isEmpty()) {
        text.append(number(predictions, row, 0));
      } else {
        text.append(field(classes.get(predictions.mostProbable(row))));
        for (int column = 0; column < classes.size(); column++) {
          text.append(',').append(number(predictions, row, column));
        }
      }
      text.append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void writeClasses(JsonGenerator json, Predictions predictions, int row)
      throws IOException {
    List<String> classes = predictions.classes();
    json.writeStringField("prediction", classes.get(predictions.mostProbable(row)));
    json.writeObjectFieldStart("probabilities");
    for (int column = 0; column < classes.size(); column++) {
      json.writeFieldName(classes.get(column));
      writeNumber(json, predictions, row, column);
    }
    json.writeEndObject();
  }

  private static void writeNumber(JsonGenerator json, Predictions predictions, int row, int column)
      throws IOException {
    if (predictions.isSinglePrecision()) {
      json.writeNumber((float) predictions.value(row, column));
    } else {
      json.writeNumber(predictions.value(row, column));
    }
  }

  private static String number(Predictions predictions, int row, int column) {
    double number = predictions.value(row, column);
    return predictions.isSinglePrecision()
        ? Float.toString((float) number)
        : Double.toString(number);
  }

  /** As CSV requests have a text. */
  private static String field(String text) {
    boolean isPlain =
        text.equals(text.strip())
            && !text.isEmpty()
            && text.chars().noneMatch(c -> ",\"\n\r".indexOf(c) >= 0);
    return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
