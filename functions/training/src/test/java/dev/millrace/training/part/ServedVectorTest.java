package dev.millrace.training.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedVectorTest {
  private static final String ROW =
      "{\"record_id\":\"s/1/2/0\",\"id\":\"a\",\"event_time\":\"2024-11-17T21:53:01.293Z\",\"features\":{\"x\":%s}}";

  private static ServedVector read(String row) throws IOException {
    return ServedVector.read(row.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aRowHasWhatTheModelWasGiven() throws IOException {
    assertThat(read(ROW.formatted("1e-3")).features()).containsEntry("x", 0.001);
    assertThat(read(ROW.formatted("\"a\"")).features()).containsEntry("x", "a");
    assertThat(read(ROW.formatted("null")).features()).containsEntry("x", null);
  }

  @Test
  void theZeroOfARowHasNoSign() throws IOException {
    assertThat(read(ROW.formatted("-0.0")).features()).containsEntry("x", 0.0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1e400 | features.x held 1e400, expected a finite number, a text or null",
        "100e2147483647 | features.x held 100e2147483647, expected a finite number, a text or null",
        "true | features.x held true, expected a finite number, a text or null",
        "[1] | features.x held an array, expected a finite number, a text or null",
        "NaN | The row is malformed (NaN is not JSON, near character 89), expected a JSON object",
        "1, | The row is malformed (a comma with nothing behind it is not JSON, near character 90),"
            + " expected a JSON object",
      })
  void whatIsNoRowIsSaidInOurOwnWords(String value, String sentence) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read(ROW.formatted(value)))
        .withMessage(sentence);
  }
}
