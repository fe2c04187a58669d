package dev.millrace.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testsupport.MetricLines;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What contract.json declares against the code, both ways. */
class ModelsContractTest {
  @TempDir private Path folder;

  @Test
  void exactlyTheDeclaredMetricsAreWritten() throws Exception {
    List<JsonNode> lines;
    try (RegistryServers servers = new RegistryServers(folder)) {
      RegistryFixture registry = new RegistryFixture(servers);
      lines =
          MetricLines.of(
              () -> registry.ask("POST", "/models/iris/versions/1.0.0/complete", "").status());
    }

    assertThat(MetricLines.series(lines))
        .containsExactlyInAnyOrderElementsOf(MetricLines.declared("models"));
  }
}
