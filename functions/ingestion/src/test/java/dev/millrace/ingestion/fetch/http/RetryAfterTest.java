package dev.millrace.ingestion.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "120, 120",
    "' 5 ', 5",
    "999999999999, 999999999999",
    "'Mon, 30 Nov 2026 12:01:00 GMT', 60",
    "'Mon, 30 Nov 2026 11:59:00 GMT', 0"
  })
  void secondsAndDatesAreRead(String value, long seconds) {
    assertThat(RetryAfter.read(value, NOW)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-5", "1.5", "soon", "9999999999999", "2026-11-30T12:00:00Z", "٣"})
  void anythingElseAsksForNothing(String value) {
    assertThat(RetryAfter.read(value, NOW)).isEmpty();
  }
}
