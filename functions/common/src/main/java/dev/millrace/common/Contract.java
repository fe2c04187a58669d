package dev.millrace.common;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a capability declares of itself in {@code dev/millrace/CAPABILITY/contract.json}, for those
 * who know no code of it: its alarms are built from this file. Fields that are not listed here are
 * for other readers.
 *
 * @param dimensions the values that a dimension can have, by its name; a dimension that is not a
 *     key takes any value
 * @param metrics one entry for each combination of a name and dimensions
 */
public record Contract(Map<String, List<String>> dimensions, List<DeclaredMetric> metrics) {
  /**
   * A metric that the capability's functions write.
   *
   * @param unit CloudWatch's word for it: {@code Count}, {@code Milliseconds} or {@code Bytes}
   * @param by names of the dimensions that it has beside {@code service}
   * @param meaning a sentence for people
   */
  public record DeclaredMetric(String name, String unit, List<String> by, String meaning) {}

  /** Copies what it is given. */
  public Contract {
    dimensions = Collections.unmodifiableMap(new LinkedHashMap<>(dimensions));
    metrics = List.copyOf(metrics);
  }

  /**
   * Reads the contract from the class path.
   *
   * @param capability the value of the dimension {@code service}, such as {@code scoring}
   * @throws UncheckedIOException when there is none, or it is not of this form
   */
  public static Contract of(String capability) {
    String resource = "/dev/millrace/%s/contract.json".formatted(capability);
    try (InputStream input = Contract.class.getResourceAsStream(resource)) {
      if (input == null) {
        throw new FileNotFoundException("The class path has no " + resource);
      }
      return read(input);
    } catch (IOException e) {
      throw new UncheckedIOException("The contract of %s cannot be read".formatted(capability), e);
    }
  }

  /**
   * Reads a contract.
   *
   * @throws IOException when it is not of this form
   */
  public static Contract read(InputStream input) throws IOException {
    Map<String, List<String>> dimensions = new LinkedHashMap<>();
    List<DeclaredMetric> metrics = new ArrayList<>();
    try (JsonParser json = Json.FACTORY.createParser(input)) {
      expect(JsonToken.START_OBJECT, json);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        switch (json.currentName()) {
          case "dimensions" -> readDimensions(json, dimensions);
          case "metrics" -> readMetrics(json, metrics);
          default -> {
            json.nextToken();
            json.skipChildren();
          }
        }
      }
    }
    return new Contract(dimensions, metrics);
  }

  private static void readDimensions(JsonParser json, Map<String, List<String>> into)
      throws IOException {
    expect(JsonToken.START_OBJECT, json);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      into.put(json.currentName(), strings(json));
    }
  }

  private static void readMetrics(JsonParser json, List<DeclaredMetric> into) throws IOException {
    expect(JsonToken.START_ARRAY, json);
    while (json.nextToken() == JsonToken.START_OBJECT) {
      into.add(metric(json));
    }
  }

  private static DeclaredMetric metric(JsonParser json) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    List<String> by = List.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      if (field.equals("by")) {
        by = strings(json);
      } else {
        expect(JsonToken.VALUE_STRING, json);
        texts.put(field, json.getText());
      }
    }
    if (!texts.keySet().equals(Set.of("name", "unit", "meaning"))) {
      throw new IOException(
          "A metric holds %s, expected name, unit, meaning and perhaps by".formatted(texts));
    }
    return new DeclaredMetric(texts.get("name"), texts.get("unit"), by, texts.get("meaning"));
  }

  private static List<String> strings(JsonParser json) throws IOException {
    expect(JsonToken.START_ARRAY, json);
    List<String> strings = new ArrayList<>();
    while (json.nextToken() == JsonToken.VALUE_STRING) {
      strings.add(json.getText());
    }
    return List.copyOf(strings);
  }

  private static void expect(JsonToken token, JsonParser json) throws IOException {
    if (json.nextToken() != token) {
      throw new IOException(
          "%s holds %s, expected %s"
              .formatted(json.currentName(), json.currentToken(), token.asString()));
    }
  }

  /**
   * Whether a metric with this unit and these dimensions is declared.
   *
   * @param more the dimensions beside {@code service}, with their values
   */
  public boolean declares(String name, String unit, Map<String, String> more) {
    return metrics.stream()
            .anyMatch(
                metric ->
                    metric.name().equals(name)
                        && metric.unit().equals(unit)
                        && more.keySet().equals(Set.copyOf(metric.by())))
        && more.entrySet().stream().allMatch(this::isAllowed);
  }

  private boolean isAllowed(Map.Entry<String, String> dimension) {
    List<String> values = dimensions.get(dimension.getKey());
    return values == null || values.contains(dimension.getValue());
  }
}
