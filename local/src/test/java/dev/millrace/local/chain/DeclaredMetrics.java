package dev.millrace.local.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.metrics.Emission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the functions' contracts declare, by capability. */
final class DeclaredMetrics {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, JsonNode> contracts;

  private DeclaredMetrics(Map<String, JsonNode> contracts) {
    this.contracts = contracts;
  }

  /** Those of every module below {@code functions} that has a contract. */
  static DeclaredMetrics ofCapabilities() throws IOException {
    Map<String, JsonNode> contracts = new HashMap<>();
    try (Stream<Path> modules = Files.list(Path.of("../functions"))) {
      for (Path module : modules.toList()) {
        String capability = module.getFileName().toString();
        Path contract =
            module.resolve(
                "src/main/resources/dev/millrace/%s/contract.json".formatted(capability));
        if (Files.exists(contract)) {
          contracts.put(capability, JSON.readTree(contract.toFile()));
        }
      }
    }
    return new DeclaredMetrics(contracts);
  }

  /** Whether a metric is declared with that unit, those dimensions, and their values. */
  boolean has(Emission emission) {
    Map<String, String> dimensions = new TreeMap<>(emission.series().dimensions());
    JsonNode contract = contracts.get(dimensions.remove("service"));
    return contract != null
        && contract
            .path("metrics")
            .valueStream()
            .anyMatch(metric -> isOf(metric, emission, dimensions.keySet()))
        && dimensions.entrySet().stream()
            .allMatch(
                each ->
                    !contract.path("dimensions").has(each.getKey())
                        || texts(contract.path("dimensions").path(each.getKey()))
                            .contains(each.getValue()));
  }

  private static boolean isOf(JsonNode metric, Emission emission, Set<String> dimensions) {
    return metric.path("name").asText().equals(emission.series().name())
        && metric.path("unit").asText().equals(emission.unit())
        && new TreeSet<>(texts(metric.path("by"))).equals(dimensions);
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asText).toList();
  }
}
