package dev.millrace.ingestion.definition;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedDefinitionTest {
  private static void assertRefused(String json) {
    assertThatExceptionOfType(InvalidDefinition.class)
        .isThrownBy(() -> DefinitionObject.parse(json.getBytes(StandardCharsets.UTF_8)))
        .withMessageEndingWith("expected one JSON object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "7",
        "{",
        "{\"a\":",
        "{} {}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1e99999999999}"
      })
  void whatIsNoObjectIsRefused(String json) {
    assertRefused(json);
  }

  @Test
  void soIsWhatNoParserTakes() {
    assertRefused("{\"a\":" + "9".repeat(1_200) + "}");
    assertRefused("{\"" + "a".repeat(60_000) + "\":1}");
    assertRefused("{\"a\":" + "[".repeat(40));
  }
}
