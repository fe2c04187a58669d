package dev.millrace.local.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.template.TemplateException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleExpressionTest {
  @ParameterizedTest
  @CsvSource({
    "rate(1 minute),             2025-01-18T10:12:30Z, 2025-01-18T10:13:30Z",
    "rate(5 minutes),            2025-01-18T10:12:30Z, 2025-01-18T10:17:30Z",
    "rate(2 hours),              2025-01-18T10:12:30Z, 2025-01-18T12:12:30Z",
    "rate(1 day),                2025-01-18T10:12:30Z, 2025-01-19T10:12:30Z",
    "cron(* * * * ? *),          2025-01-18T10:12:30Z, 2025-01-18T10:13:00Z",
    "cron(0/15 * * * ? *),       2025-01-18T10:15:00Z, 2025-01-18T10:30:00Z",
    "cron(10 4 * * ? *),         2025-01-18T10:12:30Z, 2025-01-19T04:10:00Z",
    "cron(0 8 1 * ? *),          2025-01-18T10:12:30Z, 2025-02-01T08:00:00Z",
    "cron(0 18 ? * MON-FRI *),   2025-01-18T10:12:30Z, 2025-01-20T18:00:00Z",
    "cron(0 18 ? * 1 *),         2025-01-18T10:12:30Z, 2025-01-19T18:00:00Z",
    "cron(0 0 29 FEB ? *),       2025-01-18T10:12:30Z, 2028-02-29T00:00:00Z",
    "'cron(5,35 0-6/3 * * ? *)', 2025-01-18T00:40:00Z, 2025-01-18T03:05:00Z",
    "cron(0 0 1 1 ? 2027-2030),  2025-01-18T10:12:30Z, 2027-01-01T00:00:00Z"
  })
  void theNextTimeComesAfterTheOneGiven(String text, Instant after, Instant next) {
    assertThat(ScheduleExpression.of(text, ZoneOffset.UTC).next(after)).contains(next);
  }

  @Test
  void aCronExpressionIsMeantInItsZone() {
    ScheduleExpression fourInBerlin =
        ScheduleExpression.of("cron(0 4 * * ? *)", ZoneId.of("Europe/Berlin"));

    assertThat(fourInBerlin.next(Instant.parse("2025-01-18T10:00:00Z")))
        .contains(Instant.parse("2025-01-19T03:00:00Z"));
    assertThat(fourInBerlin.next(Instant.parse("2025-07-18T10:00:00Z")))
        .contains(Instant.parse("2025-07-19T02:00:00Z"));
  }

  @Test
  void aCronExpressionOfThePastIsNeverDue() {
    assertThat(
            ScheduleExpression.of("cron(0 0 1 1 ? 2020)", ZoneOffset.UTC)
                .next(Instant.parse("2025-01-18T10:00:00Z")))
        .isEmpty();
  }

  @Test
  void oneTimeIsMeantInItsZone() {
    ScheduleExpression once =
        ScheduleExpression.of("at(2025-01-18T10:00:00)", ZoneId.of("Europe/Berlin"));
    Instant time = Instant.parse("2025-01-18T09:00:00Z");

    assertThat(once.next(time.minusSeconds(1))).contains(time);
    assertThat(once.next(time)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rate(0 minutes)",
        "rate(5 seconds)",
        "rate(5)",
        "at(2025-01-01)",
        "cron(* * * *)",
        "cron(60 * * * ? *)",
        "cron(* * L * ? *)",
        "cron(* * ? * MON#1 *)",
        "cron(5-1 * * * ? *)",
        "cron(1/2/3 * * * ? *)",
        "cron(* * * * ? )",
        "every minute"
      })
  void whatIsNoExpressionIsSaid(String text) {
    assertThatThrownBy(() -> ScheduleExpression.of(text, ZoneOffset.UTC))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("expected");
  }
}
