package dev.millrace.scoring.model;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.features.kind.FeatureValue;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What a model predicted for one vector. */
public sealed interface PredictedValue {
  /** A number: a regression's value, or the probability of a binary task's second class. */
  record OfNumber(double number) implements PredictedValue {

    @Override
    public boolean isStorable() {
      return Math.abs(number) < FeatureValue.MAGNITUDE_LIMIT;
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
      json.writeNumberField("prediction", number);
    }
  }

  /**
   * One of several classes.
   *
   * @param label the most probable class
   * @param probabilities by class, in the model's order
   */
  record OfClass(String label, Map<String, Double> probabilities) implements PredictedValue {
    /** Copies the probabilities. */
    public OfClass {
      Objects.requireNonNull(label, "label");
      probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
    }

    @Override
    public boolean isStorable() {
      return !probabilities.isEmpty()
          && probabilities.values().stream()
              .allMatch(value -> Math.abs(value) < FeatureValue.MAGNITUDE_LIMIT);
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
      json.writeStringField("prediction", label);
      json.writeObjectFieldStart("probabilities");
      for (Map.Entry<String, Double> probability : probabilities.entrySet()) {
        json.writeNumberField(probability.getKey(), probability.getValue());
      }
      json.writeEndObject();
    }
  }

  /** Whether it holds only numbers between -1e126 and 1e126. */
  boolean isStorable();

  /** Writes the member {@code prediction}, and of a class {@code probabilities}. */
  void write(JsonGenerator json) throws IOException;
}
