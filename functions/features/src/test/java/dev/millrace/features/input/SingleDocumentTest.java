package dev.millrace.features.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SingleDocumentTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"index\":{\"_id\":\"7\"}}|{\"a\":1}; {\"_id\":\"7\",\"_source\":{\"a\":1}}",
        "{\"took\":1,\"hits\":{\"hits\":[{\"_id\":\"7\"}]}}; {\"_id\":\"7\"}",
        "[{\"_id\":\"7\"}]; {\"_id\":\"7\"}"
      })
  void aListOfOneIsItsDocument(String record, String document) {
    assertThat(of(record.replace('|', '\n'))).contains(document);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"_id\":\"7\"}",
        "",
        "nonsense",
        "{\n\"_id\": \"7\"\n}",
        "[1,2]",
        "[]",
        "[",
        "{\"hits\":{\"hits\":[1,2]}}",
        "{\"delete\":{\"_id\":\"7\"}}"
      })
  void aRecordThatIsNoListOfOneHasNone(String record) {
    assertThat(of(record)).isEmpty();
  }

  private static Optional<String> of(String record) {
    byte[] buffer = (".." + record + ".").getBytes(StandardCharsets.UTF_8);
    return SingleDocument.of(buffer, 2, buffer.length - 3)
        .map(document -> new String(document, StandardCharsets.UTF_8));
  }
}
