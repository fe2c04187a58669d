package dev.millrace.features.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeFormatTest {
  private static final long MILLIS = 1_731_880_381_293L;

  private static TimeFormat of(TimeForm form) {
    return new TimeFormat(form, Optional.empty());
  }

  private static TimeFormat in(String zone) {
    return new TimeFormat(TimeForm.ISO_LOCAL, Optional.of(ZoneId.of(zone)));
  }

  private static String utc(OptionalLong millis) {
    return millis.isEmpty() ? "none" : Instant.ofEpochMilli(millis.getAsLong()).toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-11-17T21:53:01.293Z",
        "2024-11-17t21:53:01.293z",
        "2024-11-17 21:53:01.293Z",
        "2024-11-17T21:53:01,293Z",
        "2024-11-17T21:53:01.293999999Z",
        "2024-11-17T22:53:01.293+01:00",
        "2024-11-17T22:53:01.293+0100",
        "2024-11-17T22:53:01.293+01",
        "2024-11-17 16:23:01,293-0530",
        "2024-11-18T03:38:01.293+05:45",
        "2024-11-17T22:53:01.293+01:00[Europe/Berlin]",
        "2024-11-17T21:53:01.293-00:00"
      })
  void isoDatesHaveOneTimeInEveryForm(String text) {
    assertThat(of(TimeForm.ISO).ofText(text)).hasValue(MILLIS);
    assertThat(TimeFormat.DEFAULT.ofText(text)).hasValue(MILLIS);
    assertThat(in("Asia/Kathmandu").ofText(text)).hasValue(MILLIS);
  }

  @ParameterizedTest
  @CsvSource({
    "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
    "2017-01-01T00:59:60.5+01:00, 2017-01-01T00:00:00.500Z",
    "2024-11-17T24:00Z, 2024-11-18T00:00:00Z",
    "2024-11-17T21:53Z, 2024-11-17T21:53:00Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999-18:00, +10000-01-01T17:59:59.999Z",
    "1969-12-31T23:59:59.9999Z, 1969-12-31T23:59:59.999Z"
  })
  void theEdgesOfTheGrammarAreRead(String text, String expected) {
    assertThat(utc(TimeFormat.DEFAULT.ofText(text))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "yesterday",
        "2024-11-17",
        "2024-11-17T21:53:01",
        "2024-11-17T21:53:01.Z",
        "2024-11-17T21:53:01.1234567890Z",
        "2024-11-17T21:53:01 Z",
        "2024-11-17  21:53:01Z",
        " 2024-11-17T21:53:01Z",
        "2023-02-29T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-00-01T00:00:00Z",
        "2024-11-17T24:00:01Z",
        "2024-11-17T23:60:00Z",
        "2024-11-17T23:58:60Z",
        "2024-11-17T23:59:61Z",
        "2024-11-17T21:53:01+18:01",
        "2024-11-17T21:53:01+01:60",
        "2024-11-17T21:53:01+1",
        "2024-11-17T21:53:01Z[]",
        "2024-11-17T21:53:01Z[a b]",
        "+2024-11-17T21:53:01Z",
        "20241117T215301Z",
        "2024-W46-7T21:53:01Z",
        "2024-322T21:53:01Z",
        "٢٠٢٤-11-17T21:53:01Z",
        "1731880381293.5",
        "1.7e12",
        "-1"
      })
  void whatIsNoTimeIsNone(String text) {
    assertThat(TimeFormat.DEFAULT.ofText(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "EPOCH_SECONDS, 1731880381.293, 1731880381293",
    "EPOCH_SECONDS, 1731880381, 1731880381000",
    "EPOCH_SECONDS, 1.731880381293e9, 1731880381293",
    "EPOCH_SECONDS, 1731880381.2939999, 1731880381293",
    "EPOCH_SECONDS, -1, -1000",
    "EPOCH_SECONDS, 0.0001, 0",
    "EPOCH_MILLIS, 1731880381293, 1731880381293",
    "EPOCH_MILLIS, 1731880381293.0, 1731880381293",
    "EPOCH_MICROS, 1731880381293999, 1731880381293",
    "EPOCH_MICROS, 1.731880381293e15, 1731880381293",
    "EPOCH_NANOS, 1731880381293999999, 1731880381293",
    "EPOCH_NANOS, 17318803812930000000, 17318803812930",
    "DEFAULT, 1731880381293, 1731880381293",
    "DEFAULT, 1e400, 9223372036854775807",
    "EPOCH_SECONDS, -1e400, -9223372036854775808",
    "EPOCH_SECONDS, 9223372036854775807, 9223372036854775807",
    "EPOCH_NANOS, 100e2147483647, 9223372036854775807"
  })
  void numbersAreInTheUnitThatIsDeclared(TimeForm form, String number, long millis) {
    assertThat(of(form).ofNumber(number)).hasValue(millis);
  }

  @ParameterizedTest
  @EnumSource(
      value = TimeForm.class,
      names = {"EPOCH_SECONDS", "EPOCH_MILLIS", "EPOCH_MICROS", "EPOCH_NANOS", "DEFAULT"})
  void digitsInAStringAreTheNumber(TimeForm form) {
    for (String number : new String[] {"0", "1731880381", "001731880381", "9".repeat(40)}) {
      assertThat(of(form).ofText(number)).isEqualTo(of(form).ofNumber(number)).isPresent();
    }
    assertThat(of(form).ofText("1731880381.5").isPresent())
        .isEqualTo(form == TimeForm.EPOCH_SECONDS);
  }

  @Test
  void aNumberInAStringMayBeNegativeWhereNumbersAreDeclared() {
    assertThat(of(TimeForm.EPOCH_SECONDS).ofText("-86400.5")).hasValue(-86_400_500);
    assertThat(of(TimeForm.EPOCH_NANOS).ofText("-1000000")).hasValue(-1);
    assertThat(of(TimeForm.EPOCH_SECONDS).ofText("-")).isEmpty();
    assertThat(of(TimeForm.EPOCH_SECONDS).ofText("--1")).isEmpty();
  }

  @Test
  void aFormReadsNoOther() {
    assertThat(of(TimeForm.EPOCH_MILLIS).ofNumber("1.5")).isEmpty();
    assertThat(of(TimeForm.EPOCH_MILLIS).ofText("2024-11-17T21:53:01Z")).isEmpty();
    assertThat(of(TimeForm.ISO).ofNumber("1731880381293")).isEmpty();
    assertThat(of(TimeForm.ISO).ofText("1731880381293")).isEmpty();
    assertThat(of(TimeForm.ISO).ofText("2024-11-17T21:53:01")).isEmpty();
    assertThat(in("UTC").ofText("1731880381293")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2024-11-17T22:53:01.293, 2024-11-17T21:53:01.293Z",
    "Europe/Berlin, '2024-11-17 22:53:01,293', 2024-11-17T21:53:01.293Z",
    "Europe/Berlin, 2024-03-31T02:30:00, 2024-03-31T01:30:00Z",
    "Europe/Berlin, 2024-10-27T02:30:00, 2024-10-27T00:30:00Z",
    "Europe/Berlin, 2024-10-27T02:30:00+01:00, 2024-10-27T01:30:00Z",
    "America/Sao_Paulo, 2018-11-04T00:30:00, 2018-11-04T03:30:00Z",
    "Australia/Lord_Howe, 2024-10-06T02:15:00, 2024-10-05T15:45:00Z",
    "Australia/Lord_Howe, 2024-04-07T01:45:00, 2024-04-06T14:45:00Z",
    "Asia/Kathmandu, 1985-06-01T00:00:00, 1985-05-31T18:30:00Z",
    "Asia/Kathmandu, 1986-06-01T00:00:00, 1986-05-31T18:15:00Z",
    "Europe/Berlin, 1890-01-01T00:00:00, 1889-12-31T23:06:32Z",
    "Pacific/Apia, 2011-12-30T12:00:00, 2011-12-30T22:00:00Z",
    "UTC, 2016-12-31T23:59:60, 2017-01-01T00:00:00Z",
    "+05:30, 2024-01-01T00:00:00, 2023-12-31T18:30:00Z"
  })
  void aLocalTimeIsThatOfTheZoneWithGapsAndOverlaps(String zone, String local, String expected) {
    assertThat(utc(in(zone).ofText(local))).isEqualTo(expected);
  }

  @Test
  void everyFormCanBeNamedButTheDefault() {
    assertThat(TimeForm.names())
        .containsExactly(
            "epoch_seconds", "epoch_millis", "epoch_micros", "epoch_nanos", "iso", "iso_local");
    assertThat(TimeForm.named("default")).isEmpty();
  }
}
