package dev.millrace.scoring.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.common.InvalidInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedriveRequestTest {
  @Test
  void onlyTheSourceIsNeeded() throws IOException {
    assertThat(read("{\"source\": \"failures\", \"since\": null, \"reason\": null}"))
        .isEqualTo(new RedriveRequest(RedriveSource.FAILURES, Instant.MIN, Set.of(), ""));
  }

  @Test
  void aTimeMayHaveAnyZone() throws IOException {
    assertThat(
            read(
                "{\"since\": \"2024-11-17T23:53:01+02:00\", \"reason\": \"id_missing\","
                    + " \"source\": \"quarantine\"}"))
        .isEqualTo(
            new RedriveRequest(
                RedriveSource.QUARANTINE,
                Instant.parse("2024-11-17T21:53:01Z"),
                Set.of("id_missing"),
                ""));
  }

  @Test
  void aRunGoesOnBehindAKey() throws IOException {
    assertThat(read("{\"source\": \"quarantine\", \"after\": \"sessions/a.ndjson\"}"))
        .isEqualTo(
            new RedriveRequest(
                RedriveSource.QUARANTINE, Instant.MIN, Set.of(), "sessions/a.ndjson"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                       | The input holds nothing",
        "[1]                                      | The input holds an array",
        "{\"source                                | The input is not JSON",
        "{}                                       | source is missing, expected \"quarantine\" or",
        "{\"source\": \"bronze\"}                 | source held \"bronze\", expected \"quarantine\"",
        "{\"source\": 7}                          | source held a number, expected a text",
        "{\"source\":\"quarantine\",\"since\":\"2024-11-17T21:53:01\"} "
            + "| since held \"2024-11-17T21:53:01\", expected a time in ISO-8601 with its zone",
        "{\"source\":\"quarantine\",\"since\":\"yesterday\"} | since held \"yesterday\"",
        "{\"source\":\"quarantine\",\"reason\":\"bad\"} "
            + "| reason held \"bad\", expected one of malformed_json",
        "{\"source\":\"failures\",\"reason\":\"id_missing\"} "
            + "| reason held \"id_missing\", expected none with source \"failures\"",
        "{\"source\":\"failures\",\"reasons\":\"id_missing\"} | holds a field \"reasons\"",
      })
  void whatIsWrongIsNamedWithWhatWasExpected(String input, String message) {
    assertThatThrownBy(() -> read(input))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining(message);
  }

  private static RedriveRequest read(String input) throws IOException {
    return RedriveRequest.read(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
  }
}
