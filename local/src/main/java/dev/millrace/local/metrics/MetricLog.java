package dev.millrace.local.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.support.StackException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The metrics in the functions' logs, which are lines in CloudWatch's embedded metric format: on
 * AWS CloudWatch takes them from the logs in the same way.
 */
public final class MetricLog {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BEGIN = "{\"_aws\"";

  private MetricLog() {}

  /**
   * Reads the metrics of all logs in a folder, in the order in which they were written.
   *
   * @throws StackException when there is no such folder, or a line is not of that format
   */
  public static List<Emission> read(Path logs) throws IOException {
    if (!Files.isDirectory(logs)) {
      throw new StackException("There are no logs in %s: no stack has run yet".formatted(logs));
    }
    List<Emission> emissions = new ArrayList<>();
    try (Stream<Path> files = Files.list(logs)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".log")).sorted().toList()) {
        readFile(file, emissions);
      }
    }
    emissions.sort((one, other) -> one.time().compareTo(other.time()));
    return emissions;
  }

  private static void readFile(Path file, List<Emission> into) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String next = lines.readLine();
      while (next != null) {
        String line = next;
        next = lines.readLine();
        if (line.startsWith(BEGIN)) {
          try {
            add(JSON.readTree(line), into);
          } catch (JsonProcessingException malformed) {
            // A running function may have written the last line in part.
            if (next != null) {
              throw new StackException(
                  "%s holds a metric that is not JSON: %.100s".formatted(file, line), malformed);
            }
          }
        }
      }
    }
  }

  private static void add(JsonNode line, List<Emission> into) {
    Instant time = Instant.ofEpochMilli(line.at("/_aws/Timestamp").asLong());
    for (JsonNode directive : line.at("/_aws/CloudWatchMetrics")) {
      for (JsonNode names : directive.path("Dimensions")) {
        TreeMap<String, String> dimensions = new TreeMap<>();
        names.forEach(name -> dimensions.put(name.asText(), line.path(name.asText()).asText()));
        for (JsonNode metric : directive.path("Metrics")) {
          String name = metric.path("Name").asText();
          into.add(
              new Emission(
                  new MetricSeries(directive.path("Namespace").asText(), name, dimensions),
                  metric.path("Unit").asText(),
                  time,
                  values(line.path(name))));
        }
      }
    }
  }

  private static List<Double> values(JsonNode oneOrMore) {
    if (!oneOrMore.isArray()) {
      return List.of(oneOrMore.asDouble());
    }
    List<Double> values = new ArrayList<>();
    oneOrMore.forEach(value -> values.add(value.asDouble()));
    return values;
  }
}
