package dev.millrace.infra.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Metric;

/**
 * The {@code contract.json} of a capability's functions: what is built from it is what the deployed
 * code does. Whoever asks for something that it does not declare gets an {@link
 * UndeclaredException}, and the synthesis fails.
 */
public record Contract(FunctionPackage functions, JsonNode json) {
  /** A metric of the functions, with no dimension but {@code service}. */
  public Metric metric(String name, String statistic, Duration period) {
    return metric(name, statistic, period, new TreeMap<>());
  }

  /** A metric of the functions, with one more dimension. */
  public Metric metric(
      String name, String statistic, Duration period, String dimension, String value) {
    return metric(name, statistic, period, new TreeMap<>(Map.of(dimension, value)));
  }

  private Metric metric(
      String name, String statistic, Duration period, SortedMap<String, String> dimensions) {
    if (!declares(name, dimensions.keySet())) {
      throw new UndeclaredException(
          functions, "no metric %s by %s".formatted(name, dimensions.keySet()));
    }
    dimensions.forEach(this::requireValue);
    dimensions.put("service", functions.capability());
    return Metric.Builder.create()
        .namespace(FunctionPackage.NAMESPACE)
        .metricName(name)
        .statistic(statistic)
        .dimensionsMap(dimensions)
        .period(period)
        .build();
  }

  private boolean declares(String name, Set<String> dimensions) {
    return json.path("metrics")
        .valueStream()
        .filter(metric -> metric.path("name").asText().equals(name))
        .anyMatch(metric -> new TreeSet<>(texts(metric.path("by"))).equals(dimensions));
  }

  private void requireValue(String dimension, String value) {
    if (json.path("dimensions").has(dimension) && !values(dimension).contains(value)) {
      throw new UndeclaredException(functions, "no %s %s".formatted(dimension, value));
    }
  }

  /** Every value that a dimension of the functions' metrics can have. */
  public List<String> values(String dimension) {
    var values = texts(json.path("dimensions").path(dimension));
    if (values.isEmpty()) {
      throw new UndeclaredException(
          functions, "no values of the dimension %s".formatted(dimension));
    }
    return values;
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
