package dev.millrace.ingestion.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Casts keep what a value says, or reject it. */
class CastRuleTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "type": "string" | 9007199254740993 | "9007199254740993"
          "type": "string" | 1.50 | "1.5"
          "type": "string" | true | "true"
          "type": "string" | [1] | rejected
          "type": "integer" | " 42 " | 42
          "type": "integer" | "-9223372036854775808" | -9223372036854775808
          "type": "integer" | 5.0 | 5
          "type": "integer" | "5.0" | 5
          "type": "integer" | "9223372036854775808" | rejected
          "type": "integer" | 9223372036854775808 | rejected
          "type": "integer" | 5.5 | rejected
          "type": "integer" | "" | rejected
          "type": "integer" | "0x10" | rejected
          "type": "integer" | "1e999" | rejected
          "type": "integer" | 1e-999999 | rejected
          "type": "integer" | true | rejected
          "type": "integer", "empty": "null" | " " | null
          "type": "integer", "empty": "null", "required": true | "" | rejected
          "type": "number" | 3 | 3.0
          "type": "number" | "1e3" | 1000.0
          "type": "number" | 0.12345678901234567890123 | 0.12345678901234568
          "type": "number" | "NaN" | rejected
          "type": "number" | "1e999" | rejected
          "type": "number" | {} | rejected
          "type": "boolean" | "TRUE" | true
          "type": "boolean" | 0 | false
          "type": "boolean" | 2 | rejected
          "type": "boolean" | "yes" | rejected
          "type": "json" | {"a":[1,null]} | "{\\"a\\":[1,null]}"
          "type": "json" | "x" | "\\"x\\""
          "type": "duration", "format": "mm:ss" | "03:20" | 200
          "type": "duration", "format": "mm:ss" | "00:00" | 0
          "type": "duration", "format": "mm:ss" | "75:01" | 4501
          "type": "duration", "format": "mm:ss" | "03:60" | rejected
          "type": "duration", "format": "mm:ss" | "1:02:03" | rejected
          "type": "duration", "format": "mm:ss" | -1 | rejected
          "type": "duration", "format": "hh:mm:ss" | "01:02:03" | 3723
          "type": "duration" | "PT3M20S" | 200
          "type": "duration" | "P1DT1S" | 86401
          "type": "duration" | "PT0.5S" | rejected
          "type": "duration" | "-PT1S" | rejected
          "type": "duration" | 200 | rejected
          "type": "integer" | null | null
          "type": "timestamp" | null | null
          """)
  void valuesBecomeWhatIsDeclaredOrAreRejected(String options, String held, String expected) {
    expect(options, held, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "zone": "UTC" | "2024-12-12T06:28:34.974683" | "2024-12-12T06:28:34.974683Z"
          "zone": "Europe/Berlin" | "2024-07-01 12:00" | "2024-07-01T10:00:00.000000Z"
          "zone": "Europe/Berlin" | "2024-10-27T02:30:00" | "2024-10-27T00:30:00.000000Z"
          "zone": "Europe/Berlin" | "2024-03-31T02:30:00" | "2024-03-31T01:30:00.000000Z"
          "zone": "Europe/Berlin" | "2024-07-01" | "2024-06-30T22:00:00.000000Z"
          "zone": "Europe/Berlin" | "2024-07-01T12:00:00Z" | "2024-07-01T12:00:00.000000Z"
          "required": false | "2024-07-01T12:00:00+02:00" | "2024-07-01T10:00:00.000000Z"
          "required": false | "2024-07-01T12:00:00.123456789+0200" | "2024-07-01T10:00:00.123456Z"
          "required": false | "2024-07-01T12:00:00" | rejected
          "required": false | "2024-02-30T12:00:00Z" | rejected
          "required": false | "20241-07-01T12:00:00Z" | rejected
          "required": false | "yesterday" | rejected
          "required": false | 1700000000 | rejected
          "required": false | "" | rejected
          "format": "epoch_seconds" | 1700000000.5 | "2023-11-14T22:13:20.500000Z"
          "format": "epoch_seconds" | "1700000000" | "2023-11-14T22:13:20.000000Z"
          "format": "epoch_milliseconds" | 1700000000123 | "2023-11-14T22:13:20.123000Z"
          "format": "epoch_milliseconds" | -1 | "1969-12-31T23:59:59.999000Z"
          "format": "epoch_milliseconds" | 9223372036854775807 | rejected
          "format": "epoch_seconds" | 1e-999999 | rejected
          "format": "epoch_seconds" | 1e300 | rejected
          "format": "epoch_seconds" | true | rejected
          "format": "dd/MM/yyyy HH:mm", "zone": "UTC" | "12/11/2024 06:28" | "2024-11-12T06:28:00.000000Z"
          "format": "dd/MM/yyyy HH:mm", "zone": "UTC" | "30/02/2024 06:28" | rejected
          "format": "dd MMM uuuu HH:mm:ss Z" | "12 Nov 2024 06:28:00 +0100" | "2024-11-12T05:28:00.000000Z"
          "format": "dd.MM.yyyy", "zone": "UTC" | "12.11.2024" | "2024-11-12T00:00:00.000000Z"
          """)
  void timesAreInstantsOfMicroseconds(String options, String held, String expected) {
    expect("\"type\": \"timestamp\", " + options, held, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "required": false | "2024-02-29" | "2024-02-29"
          "required": false | "2023-02-29" | rejected
          "required": false | "2024-02-29T00:00:00" | rejected
          "format": "dd.MM.yyyy" | "29.02.2024" | "2024-02-29"
          "required": false | 20240229 | rejected
          """)
  void datesAreDays(String options, String held, String expected) {
    expect("\"type\": \"date\", " + options, held, expected);
  }

  @Test
  void aTimeIsTheDayOfItsZone() {
    assertThat(
            RuleFixture.outcome(
                RuleFixture.rules(
                        """
                        [{"rule": "cast", "field": "a", "type": "timestamp"},
                         {"rule": "cast", "field": "a", "type": "date", "zone": "Asia/Tokyo"}]""")
                    .apply(RuleFixture.row("{\"a\": \"2024-02-28T20:00:00Z\"}"))))
        .isEqualTo("[{\"a\":\"2024-02-29\"}]");
  }

  @Test
  void aMissingFieldStaysMissing() {
    assertThat(
            RuleFixture.applied("{\"rule\": \"cast\", \"field\": \"a\", \"type\": \"date\"}", "{}"))
        .isEqualTo("[{}]");
  }

  private static void expect(String options, String held, String expected) {
    String outcome =
        RuleFixture.applied(
            "{\"rule\": \"cast\", \"field\": \"a\", %s}".formatted(options),
            "{\"a\": %s}".formatted(held));

    if (expected.equals("rejected")) {
      assertThat(outcome).startsWith("rejected: a held ");
    } else {
      assertThat(outcome).isEqualTo("[{\"a\":%s}]".formatted(expected));
    }
  }
}
