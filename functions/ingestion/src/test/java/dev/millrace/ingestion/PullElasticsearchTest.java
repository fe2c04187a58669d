package dev.millrace.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.common.InvalidInput;
import dev.millrace.common.Settings;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.Invocation;
import dev.millrace.testsupport.MetricLines;
import dev.millrace.testsupport.SdkEnvironment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PullElasticsearchTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Neither is there: nothing listens on a port below 1024 that nobody may open. */
  private static final String SOURCES =
      """
      [{"name": "visits", "url": "http://127.0.0.1:1", "index": "visits-*"},
       {"name": "orders", "url": "http://127.0.0.1:1", "index": "orders-*"}]""";

  private final Map<String, String> settings =
      new HashMap<>(
          Map.of(
              "POWERTOOLS_SERVICE_NAME", "ingestion",
              "ELASTICSEARCH_SOURCES", SOURCES,
              "INGESTION_STATE_TABLE", DynamoDbServer.newTable("key"),
              "PAGES_BUCKET", "ingestion",
              "SESSIONS_STREAM", "the-sessions",
              "SERVICE_EVENTS_STREAM", "the-events"));
  private SdkEnvironment environment;

  @BeforeEach
  void begin() {
    environment = new SdkEnvironment().with("DynamoDb", DynamoDbServer.endpoint());
  }

  @AfterEach
  void end() {
    environment.close();
  }

  private JsonNode answer(String input) throws Exception {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    new PullElasticsearch(new Settings(settings))
        .handleRequest(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            answer,
            new Invocation());
    return JSON.readTree(answer.toByteArray());
  }

  @Test
  void theAnswerTellsOfEachSourceWhatBecameOfIt() throws Exception {
    JsonNode sources = answer("{}").path("sources");

    assertThat(sources.findValuesAsText("source")).containsExactly("visits", "orders");
    assertThat(sources.get(1).fieldNames())
        .toIterable()
        .containsExactly(
            "source",
            "read",
            "sent",
            "repeated",
            "oversize",
            "checkpoint",
            "caught_up",
            "overtaken",
            "error");
    assertThat(sources.get(1).at("/error/category").asText()).isEqualTo("source");
    assertThat(sources.get(1).at("/error/message").asText())
        .startsWith("The cluster at 127.0.0.1 could not be reached");
  }

  @Test
  void sourcesThatFailAreCounted() throws Exception {
    List<JsonNode> lines = MetricLines.of(() -> answer("{\"source\": \"visits\"}"));

    assertThat(lines).anyMatch(line -> line.path("ElasticsearchSourcesFailed").asInt() == 1);
  }

  @Test
  void aDeploymentWithoutSourcesHasNothingToDo() throws Exception {
    settings.remove("ELASTICSEARCH_SOURCES");

    assertThat(answer("{}")).hasToString("{\"sources\":[]}");
  }

  @Test
  void aSettingThatCannotBeUsedIsNamed() {
    settings.put("ELASTICSEARCH_SOURCES", "[{\"name\": \"visits\"}]");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> answer("{}"))
        .withMessage(
            "Setting ELASTICSEARCH_SOURCES: /0/url held nothing, expected a text that is not empty");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"sources\": \"visits\"} | The input holds a field \"sources\"",
        "{\"source\": \"none\"} | source held \"none\", expected one of [visits, orders]",
        "{\"source\": \"visits\", \"from\": \"2026-01-01T00:00:00Z\"} | The input holds a part of a backfill",
        "{\"from\": \"2026-01-01T00:00:00Z\", \"to\": \"2026-01-02T00:00:00Z\"} | The input holds a part of a backfill",
        "{\"source\": \"visits\", \"from\": \"2026-01-02T00:00:00Z\", \"to\": \"2026-01-01T00:00:00Z\"} | from held 2026-01-02T00:00:00Z and to 2026-01-01T00:00:00Z, expected from to be before to",
        "{\"source\": \"visits\", \"from\": \"2026-01-01T00:00:00Z\", \"to\": \"2999-01-01T00:00:00Z\"} | to held \"2999-01-01T00:00:00Z\", expected a time that has passed"
      })
  void anInputThatCannotBeUsedIsNamedWithWhatItHeld(String input, String message) {
    assertThatExceptionOfType(InvalidInput.class)
        .isThrownBy(() -> answer(input))
        .withMessageStartingWith(message);
  }
}
