package dev.millrace.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.common.Contract;
import java.io.ByteArrayOutputStream;
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
final class MetricLines {
  private static final ObjectMapper JSON = new ObjectMapper();

  private MetricLines() {}

  /** The lines that are written meanwhile. */
  static List<JsonNode> of(Callable<?> meanwhile) throws Exception {
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
  static Set<String> series(List<JsonNode> lines) {
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

  /** The same of a metric that a contract declares, with each value of its dimension. */
  static Stream<String> series(String service, Contract contract, Contract.DeclaredMetric metric) {
    Stream<Map<String, String>> dimensions = Stream.of(Map.of("service", service));
    for (String dimension : metric.by()) {
      dimensions =
          dimensions.flatMap(
              others ->
                  contract.dimensions().get(dimension).stream()
                      .map(
                          value -> {
                            Map<String, String> more = new TreeMap<>(others);
                            more.put(dimension, value);
                            return more;
                          }));
    }
    return dimensions.map(values -> series(values, metric.name(), metric.unit()));
  }

  private static String series(Map<String, String> dimensions, String name, String unit) {
    return dimensions + " " + name + " " + unit;
  }
}
