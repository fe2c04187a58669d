package dev.millrace.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** What is written to standard output in CloudWatch's embedded metric format. */
public final class MetricLines {
  private static final ObjectMapper JSON = new ObjectMapper();

  private MetricLines() {}

  /** The lines that are written meanwhile. */
  public static List<JsonNode> of(Callable<?> meanwhile) throws Exception {
    PrintStream out = System.out;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      meanwhile.call();
    } finally {
      System.setOut(out);
    }
    List<JsonNode> lines = new ArrayList<>();
    for (String line : written.toString(StandardCharsets.UTF_8).split("\n", -1)) {
      if (line.startsWith("{\"_aws\"")) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }

  /** The metrics that lines hold, each as {@code [dimension=value, ...] name unit}. */
  public static Set<String> series(List<JsonNode> lines) {
    Set<String> series = new TreeSet<>();
    for (JsonNode line : lines) {
      for (JsonNode directive : line.at("/_aws/CloudWatchMetrics")) {
        for (JsonNode dimensions : directive.path("Dimensions")) {
          Map<String, String> values = new TreeMap<>();
          dimensions.forEach(name -> values.put(name.asText(), line.path(name.asText()).asText()));
          for (JsonNode metric : directive.path("Metrics")) {
            series.add(series(values, metric.path("Name").asText(), metric.path("Unit").asText()));
          }
        }
      }
    }
    return series;
  }

  /**
   * The metrics that a capability's {@code contract.json} declares, in the same form, with each
   * value that a dimension can have.
   *
   * @param service the value of the dimension {@code service}: the capability's name
   * @throws IllegalArgumentException when the class path has no such contract
   */
  public static Set<String> declared(String service) throws IOException {
    String resource = "/dev/millrace/%s/contract.json".formatted(service);
    try (InputStream file = MetricLines.class.getResourceAsStream(resource)) {
      if (file == null) {
        throw new IllegalArgumentException("The class path has no " + resource);
      }
      JsonNode contract = JSON.readTree(file);
      Set<String> series = new TreeSet<>();
      for (JsonNode metric : contract.path("metrics")) {
        dimensions(service, contract.path("dimensions"), metric.path("by"))
            .map(
                values ->
                    series(values, metric.path("name").asText(), metric.path("unit").asText()))
            .forEach(series::add);
      }
      return series;
    }
  }

  private static Stream<Map<String, String>> dimensions(
      String service, JsonNode values, JsonNode names) {
    Stream<Map<String, String>> dimensions = Stream.of(Map.of("service", service));
    for (JsonNode name : names) {
      dimensions =
          dimensions.flatMap(
              others ->
                  values
                      .path(name.asText())
                      .valueStream()
                      .map(value -> with(others, name.asText(), value.asText())));
    }
    return dimensions;
  }

  private static Map<String, String> with(Map<String, String> others, String name, String value) {
    Map<String, String> all = new TreeMap<>(others);
    all.put(name, value);
    return all;
  }

  private static String series(Map<String, String> dimensions, String name, String unit) {
    return dimensions + " " + name + " " + unit;
  }
}
