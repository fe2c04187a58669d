package dev.millrace.ingestion.quality.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.quality.CheckResult;
import dev.millrace.ingestion.quality.CheckRun;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks of each value of a column. */
class ValueChecksTest {
  private static CheckRun check(String members) {
    return CheckRun.with("{" + members.replace('\'', '"') + ", \"columns\": [\"a\"]}");
  }

  @Test
  void nullsAndAbsentValuesAreTheNullShare() {
    CheckResult result =
        check("'check': 'null_share', 'maximum': 0.5")
            .rows("{'a': 1}", "{'a': null}", "{}", "{'a': 2}")
            .result();

    assertThat(result.passed()).isTrue();
    assertThat(result.message()).isEqualTo("a: 2 of 4 values are null (50%); at most 50% may be");
    assertThat(result.measured()).hasValue(0.5);
  }

  @Test
  void aNullShareMayBeNothingUnlessTheCheckSaysMore() {
    assertThat(check("'check': 'null_share'").rows("{'a': 1}", "{}").result().passed()).isFalse();
  }

  @Test
  void eachColumnIsJudgedByItself() {
    CheckResult result =
        CheckRun.with("{\"check\": \"null_share\", \"columns\": [\"a\", \"b\", \"c\"]}")
            .rows("{'a': 1, 'b': null, 'c': 1}", "{'a': 1, 'b': 1, 'c': null}")
            .result();

    assertThat(result.message())
        .isEqualTo(
            "b: 1 of 2 values is null (50%); at most 0% may be. c: 1 of 2 values is null (50%); at"
                + " most 0% may be");
  }

  @Test
  void valuesOutsideTheRangeAreTold() {
    CheckResult result =
        check("'check': 'range', 'minimum': 1, 'maximum': 7200")
            .rows("{'a': 1}", "{'a': 7200}", "{'a': 7200.5}", "{'a': 0}", "{'a': null}")
            .result();

    assertThat(result.passed()).isFalse();
    assertThat(result.message())
        .isEqualTo("a: 2 of 4 values are not from 1 to 7200, such as 0, 7200.5; none may be");
    assertThat(result.measured()).hasValue(2);
  }

  @Test
  void noValueOfAProtectedColumnIsShown() {
    CheckRun range = check("'check': 'range', 'maximum': 5").protecting("a").rows("{'a': 123}");
    CheckRun values = check("'check': 'allowed_values', 'values': [1]").protecting("a");
    CheckRun pattern = check("'check': 'pattern', 'pattern': 'x'").protecting("a");
    CheckRun unique = check("'check': 'unique'").protecting("a");
    CheckRun age = check("'check': 'freshness', 'maximum_age': 1").protecting("a");

    assertThat(range.result().message())
        .isEqualTo("a: 1 of 1 values is not at most 5; none may be");
    assertThat(values.rows("{'a': 123}").result().message()).doesNotContain("123");
    assertThat(pattern.rows("{'a': '123'}").result().message()).doesNotContain("123");
    assertThat(unique.rows("{'a': 123, 'b': 1}", "{'a': 123, 'b': 2}").result().message())
        .isEqualTo("a: rows that differ share 1 value; none may");
    CheckResult fresh = age.rows("{'a': '2012-03-04'}").result();
    assertThat(fresh.message()).isEqualTo("a: the newest time is past the allowed 1 s");
    assertThat(fresh.measured()).isEmpty();
  }

  @Test
  void numbersOfARangeAreComparedExactly() {
    CheckRun run = check("'check': 'range', 'maximum': 9007199254740992");

    assertThat(run.rows("{'a': 9007199254740992}").result().passed()).isTrue();
    assertThat(run.rows("{'a': 9007199254740993}").result().passed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"'7'", "true", "[1]", "{}"})
  void whatIsNoNumberIsInNoRangeOfNumbers(String value) {
    assertThat(
            check("'check': 'range', 'minimum': 0").rows("{'a': " + value + "}").result().passed())
        .isFalse();
  }

  @Test
  void aDurationIsItsSeconds() {
    CheckRun run = check("'check': 'range', 'minimum': 'PT1M', 'maximum': 'PT1H'");

    assertThat(run.rows("{'a': 60}", "{'a': 3600}").result().passed()).isTrue();
    assertThat(run.rows("{'a': 59}").result().message())
        .isEqualTo("a: 1 of 3 values is not from PT1M to PT1H, such as 59; none may be");
  }

  @Test
  void timesDatesAndTheirTextsAreComparedWithTimes() {
    CheckRun run =
        check("'check': 'range', 'minimum': '2024-01-01', 'maximum': '2024-12-31T23:59:59Z'")
            .value("a", Instant.parse("2024-01-01T00:00:00Z"))
            .value("a", LocalDate.of(2024, 12, 31))
            .value("a", "2024-12-31T23:59:59+00:00");

    assertThat(run.result().passed()).isTrue();
    assertThat(run.value("a", "2024-12-31T23:59:59-01:00").result().passed()).isFalse();
    assertThat(
            check("'check': 'range', 'minimum': '2024-01-01'").rows("{'a': 1}").result().passed())
        .isFalse();
  }

  @Test
  void someViolationsMayBeAllowed() {
    CheckRun number = check("'check': 'range', 'minimum': 0, 'maximum_violations': 1");
    CheckRun share = check("'check': 'range', 'minimum': 0, 'maximum_violation_share': 0.5");
    CheckRun both =
        check(
            "'check': 'range', 'minimum': 0, 'maximum_violation_share': 0.5,"
                + " 'maximum_violations': 1");
    String[] two = {"{'a': 1}", "{'a': -1}"};

    assertThat(number.rows(two).result().passed()).isTrue();
    assertThat(number.rows(two).result().passed()).isFalse();
    assertThat(share.rows(two).rows(two).result().passed()).isTrue();
    assertThat(share.rows("{'a': -2}").result().message())
        .isEqualTo("a: 3 of 5 values are not at least 0, such as -1, -2; at most 50% may be");
    assertThat(both.rows(two).result().passed()).isTrue();
    assertThat(both.rows(two).result().message()).endsWith("at most 1 and 50% may be");
  }

  @Test
  void allowedIdsAreComparedToTheLastDigit() {
    CheckRun run =
        check("'check': 'allowed_values', 'values': [9223372036854775807, 7, 'x', true]");

    assertThat(
            run.rows("{'a': 9223372036854775807}", "{'a': 7.0}", "{'a': 'x'}", "{'a': true}")
                .result()
                .passed())
        .isTrue();
    assertThat(run.rows("{'a': 9223372036854775806}", "{'a': '7'}").result().message())
        .isEqualTo(
            "a: 2 of 6 values are not one of 9223372036854775807, 7, \"x\", true, such as \"7\","
                + " 9223372036854775806; none may be");
  }

  @Test
  void allowedDatesAreTexts() {
    assertThat(
            check(
                    "'check': 'allowed_values', 'values': ['2024-02-29', '2024-02-29T12:00:00.000000Z']")
                .value("a", LocalDate.of(2024, 2, 29))
                .value("a", Instant.parse("2024-02-29T12:00:00Z"))
                .result()
                .passed())
        .isTrue();
  }

  @Test
  void aPatternMatchesTheWholeText() {
    CheckRun run = check("'check': 'pattern', 'pattern': '[0-9]{5}'");

    assertThat(run.rows("{'a': '12345'}", "{'a': 12345}").result().passed()).isTrue();
    assertThat(run.rows("{'a': '123456'}").result().message())
        .isEqualTo("a: 1 of 3 values is not like \"[0-9]{5}\", such as \"123456\"; none may be");
  }

  @Test
  void listsAndVeryLongTextsMatchNoPattern() {
    CheckRun run = check("'check': 'pattern', 'pattern': '.*'");

    assertThat(run.value("a", "x".repeat(10_000)).result().passed()).isTrue();
    assertThat(run.value("a", "x".repeat(10_001)).result().measured()).hasValue(1);
    assertThat(run.rows("{'a': []}").result().measured()).hasValue(2);
  }

  @Test
  void theDigitsOfANumberMatchAPatternAsTheyAreWritten() {
    assertThat(
            check("'check': 'pattern', 'pattern': '[0-9]+[.]10'")
                .value("a", new BigDecimal("12345678901234567890.10"))
                .result()
                .passed())
        .isTrue();
  }

  @Test
  void theNewestTimeIsFreshEnough() {
    CheckRun run = check("'check': 'freshness', 'maximum_age': 'PT1H'").rows("{'a': '2026-01-01'}");

    assertThat(run.result().message())
        .isEqualTo(
            "a: the newest time, 2026-01-01T00:00:00.000000Z, is 333 days 12 h old, past the"
                + " allowed 1 h");
    assertThat(run.value("a", CheckRun.NOW.minusSeconds(3_600)).result().passed()).isTrue();
  }

  @Test
  void aTimeFarAheadIsNotFresh() {
    CheckRun run =
        check("'check': 'freshness', 'maximum_age': 60").value("a", CheckRun.NOW.plusSeconds(60));

    assertThat(run.result().passed()).isTrue();
    assertThat(run.result().measured()).hasValue(-60);
    assertThat(run.rows("{'a': '2099-01-01'}").result().passed()).isFalse();
  }

  @Test
  void withoutATimeNothingIsFresh() {
    assertThat(
            check("'check': 'freshness', 'maximum_age': 86400").rows("{'a': 1764504000}").result())
        .satisfies(
            result -> {
              assertThat(result.passed()).isFalse();
              assertThat(result.message())
                  .isEqualTo("a: no row has a time; expected one at most 1 day old");
            });
  }
}
