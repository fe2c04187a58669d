package dev.millrace.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {

  private static String number(double value) {
    return new String(Json.bytes(json -> Json.number(json, value)), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "322, 322",
    "-0.0, 0",
    "-7, -7",
    "0.37, 0.37",
    "1e15, 1000000000000000",
    "9007199254740991, 9007199254740991",
    "9007199254740992, 9.007199254740992E15",
    "1e300, 1.0E300",
    "4.9e-324, 4.9E-324"
  })
  void aWholeNumberIsWrittenWithoutADecimalPoint(double value, String written) {
    assertThat(number(value)).isEqualTo(written);
  }

  @Property
  void aNumberIsReadAsItWasWritten(@ForAll double value) throws IOException {
    assertThat(Double.parseDouble(number(value)) == value).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "2024-11-17T21:53:01.293Z, 2024-11-17T21:53:01.293Z",
    "2024-11-17T21:53:01Z, 2024-11-17T21:53:01.000Z",
    "2024-11-17T21:53:01.293999Z, 2024-11-17T21:53:01.293Z",
    "2000-01-01T00:00:00Z, 2000-01-01T00:00:00.000Z"
  })
  void aTimeIsWrittenInUtcWithMilliseconds(Instant time, String written) {
    assertThat(Json.time(time)).isEqualTo(written);
  }

  @Test
  void aTimeIsWrittenInAsciiDigitsWhateverTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));

      assertThat(Json.time(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00.000Z");
    } finally {
      Locale.setDefault(before);
    }
  }
}
