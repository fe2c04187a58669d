package dev.millrace.scoring.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import dev.millrace.features.json.UnicodeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The container's refusal of a request, {@code {"error": "a sentence", "feature": name, "instance":
 * index, "instances": [index, ...], "errors": [{"instance": index, "error": "a sentence"}, ...],
 * "features": [name, ...]}}, each of them optional.
 *
 * @param detail a sentence with the status and at most 100 characters of the reason
 * @param feature the feature that it is about, where it says so
 * @param instances which of the request's vectors it is about, from 0; empty where it does not say
 * @param details of single vectors, as {@code detail}
 * @param modelFeatures the features that the model takes; empty where it does not say
 */
record ModelRefusal(
    String detail,
    Optional<String> feature,
    SortedSet<Integer> instances,
    Map<Integer, String> details,
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
        details(status, fields.errors),
        List.copyOf(fields.modelFeatures));
  }

  /** What is wrong with one of the request's vectors. */
  String detailOf(int instance) {
    return details.getOrDefault(instance, detail);
  }

  private static Map<Integer, String> details(int status, Map<Integer, String> errors) {
    Map<Integer, String> details = new HashMap<>();
    errors.forEach((instance, error) -> details.put(instance, detail(status, error)));
    return details;
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
    private final Map<Integer, String> errors = new HashMap<>();
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
          case "instance" -> index(json).ifPresent(index -> instances.add(index));
          case "instances" ->
              readArray(json, () -> index(json).ifPresent(index -> instances.add(index)));
          case "errors" -> readArray(json, () -> addError(json));
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

    private static OptionalInt index(JsonParser json) throws IOException {
      if (json.hasToken(JsonToken.VALUE_NUMBER_INT)) {
        double number = json.getDoubleValue();
        if (number >= 0 && number <= Integer.MAX_VALUE) {
          return OptionalInt.of((int) number);
        }
      }
      return OptionalInt.empty();
    }

    private void addError(JsonParser json) throws IOException {
      if (!json.hasToken(JsonToken.START_OBJECT)) {
        return;
      }
      OptionalInt instance = OptionalInt.empty();
      String sentence = null;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (name.equals("instance")) {
          instance = index(json);
        } else if (name.equals("error") && value == JsonToken.VALUE_STRING) {
          sentence = json.getText();
        }
        json.skipChildren();
      }
      if (instance.isPresent() && sentence != null) {
        errors.put(instance.getAsInt(), sentence);
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
