package dev.millrace.scoring.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import dev.millrace.features.json.UnicodeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The container's refusal of a request, {@code {"error": "a sentence", "feature": name, "instance":
 * index, "instances": [index, ...], "features": [name, ...]}}, each of them optional.
 *
 * @param detail a sentence with the status and at most 100 characters of the reason
 * @param feature the feature that it is about, where it says so
 * @param instances which of the request's vectors it is about, from 0; empty where it does not say
 * @param modelFeatures the features that the model takes; empty where it does not say
 */
record ModelRefusal(
    String detail,
    Optional<String> feature,
    SortedSet<Integer> instances,
    List<String> modelFeatures) {

  /** Reads a container's message; of one that is something else, or of none, nothing is known. */
  static ModelRefusal read(int status, String message) {
    String text = Objects.requireNonNullElse(message, "");
    Fields fields = new Fields();
    try (JsonParser json = Json.FACTORY.createParser(text)) {
      fields.read(json);
    } catch (JsonProcessingException notJson) {
      fields = new Fields();
    } catch (IOException impossible) {
      throw new IllegalStateException("Reading JSON from memory failed", impossible);
    }
    return new ModelRefusal(
        detail(status, Objects.requireNonNullElse(fields.error, text)),
        Optional.ofNullable(fields.feature),
        fields.instances,
        List.copyOf(fields.modelFeatures));
  }

  private static String detail(int status, String reason) {
    String said = reason.isBlank() ? "without a reason" : '"' + UnicodeText.shown(reason) + '"';
    return "The model refused the feature vector with %d: %s".formatted(status, said);
  }

  /** What is known so far of a message. */
  private static final class Fields {
    private String error;
    private String feature;
    private final SortedSet<Integer> instances = new TreeSet<>();
    private final List<String> modelFeatures = new ArrayList<>();

    void read(JsonParser json) throws IOException {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
          case "error" -> error = value == JsonToken.VALUE_STRING ? json.getText() : error;
          case "feature" -> feature = value == JsonToken.VALUE_STRING ? json.getText() : feature;
          case "instance" -> addIndex(json);
          case "instances" -> readArray(json, () -> addIndex(json));
          case "features" -> readArray(json, () -> addFeature(json));
          default -> {}
        }
        json.skipChildren();
      }
    }

    private void readArray(JsonParser json, ElementReader element) throws IOException {
      if (json.hasToken(JsonToken.START_ARRAY)) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          element.read();
          json.skipChildren();
        }
      }
    }

    private void addIndex(JsonParser json) throws IOException {
      if (json.hasToken(JsonToken.VALUE_NUMBER_INT)) {
        double number = json.getDoubleValue();
        if (number >= 0 && number <= Integer.MAX_VALUE) {
          instances.add((int) number);
        }
      }
    }

    private void addFeature(JsonParser json) throws IOException {
      if (json.hasToken(JsonToken.VALUE_STRING)) {
        modelFeatures.add(json.getText());
      }
    }
  }

  @FunctionalInterface
  private interface ElementReader {
    void read() throws IOException;
  }
}
