package dev.millrace.scoring.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.common.Json;
import dev.millrace.common.http.Problem;
import dev.millrace.features.json.InvalidMember;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackfillRequestTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  private static BackfillRequest read(String body) {
    return BackfillRequest.read(body.getBytes(StandardCharsets.UTF_8), NOW);
  }

  private static String body(String from, String to) {
    return "{\"version\": \"2.0.0\", \"from\": \"%s\", \"to\": \"%s\"}".formatted(from, to);
  }

  @Test
  void aRequestIsReadAsItsRunKeepsIt() {
    BackfillRequest request = read(body("2026-11-30T10:00:00+01:00", "2026-11-30T12:00:00Z"));

    assertThat(request)
        .isEqualTo(new BackfillRequest("2.0.0", Instant.parse("2026-11-30T09:00:00Z"), NOW));
    assertThat(BackfillRequest.of(request.json())).isEqualTo(request);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"version\": 2, \"from\": \"2026-11-30T10:00:00Z\", \"to\": \"2026-11-30T11:00:00Z\"}",
        "{\"version\": \"2.0.0\", \"from\": \"2026-11-30T10:00:00\", \"to\": \"2026-11-30T11:00:00Z\"}",
        "{\"version\": \"2.0.0\", \"from\": \"2026-11-30\", \"to\": \"2026-11-30T11:00:00Z\"}",
        "{\"version\": \"2.0.0\", \"from\": \"2026-11-30T10:00:00Z\", \"to\": \"never\"}",
        "{\"version\": \"2.0.0\", \"from\": \"2026-11-30T10:00:00Z\", \"to\": \"2026-11-30T11:00:00Z\", \"rate\": 1}"
      })
  void whatIsNoRequestIsAnswered400(String body) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> read(body))
        .satisfies(problem -> assertThat(problem.response().status()).isEqualTo(400));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-30T11:00:00Z, 2026-11-30T11:00:00Z, after from",
    "2026-11-30T11:00:00Z, 2026-11-30T10:00:00Z, after from",
    "2026-11-30T11:00:00Z, 2026-11-30T12:00:01Z, that has passed",
    "2026-10-30T11:59:59Z, 2026-11-30T12:00:00Z, at most 31 days"
  })
  void timesOutOfRangeAreAnswered422(String from, String to, String expected) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> read(body(from, to)))
        .withMessageContaining(expected)
        .satisfies(problem -> assertThat(problem.response().status()).isEqualTo(422));
  }

  @Test
  void progressIsReadAsItWasWritten() {
    BackfillProgress progress =
        new BackfillProgress("shard-1", "7", new BackfillCounts(9, 4, 2, 1, 1, 1));

    assertThat(BackfillProgress.read(Json.bytes(progress::write))).isEqualTo(progress);
    assertThat(BackfillProgress.read(Json.bytes(BackfillProgress.NONE::write)))
        .isEqualTo(BackfillProgress.NONE);
    assertThat(BackfillProgress.read("{}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(BackfillProgress.NONE);
    assertThatExceptionOfType(InvalidMember.class)
        .isThrownBy(() -> BackfillProgress.read("{\"read\": -1}".getBytes(StandardCharsets.UTF_8)));
  }
}
