package dev.millrace.scoring.redrive;

import static dev.millrace.scoring.redrive.FailureSamples.ARRIVAL;
import static dev.millrace.scoring.redrive.FailureSamples.failure;
import static dev.millrace.scoring.redrive.FailureSamples.recordId;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailedEventTest {
  @Test
  void thePayloadsRecordsComeInOrder() {
    List<RedriveEntry> entries = read(failure("sessions", "key \"1\" ü@1", "key@2"));

    FailedRecord first = (FailedRecord) entries.getFirst();
    assertThat(entries).hasSize(2);
    assertThat(first.recordId()).isEqualTo(recordId(1));
    assertThat(first.arrival()).isEqualTo(ARRIVAL);
    assertThat(first.redrives()).isZero();
    assertThat(first.data()).isEqualTo("data-1".getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                          | it is no JSON object",
        "[]                          | it is no JSON object",
        "{\"version\": \"1.0\"}      | payload is missing",
        "{\"payload\": {}}           | payload holds an object; expected a text",
        "{\"payload\": \"{\"}        | payload is not JSON",
        "{\"payload\": \"{}\"}       | payload is no event of a stream",
        "{\"payload\": \"{\\\"Records\\\": [{\\\"body\\\": \\\"of SQS\\\"}]}\"} | eventSourceARN",
        "{\"payload                  | it is not JSON at its line 1",
      })
  void whatIsNoFailedEventSaysWhy(String object, String why) {
    assertThat(read(object)).hasSize(1);
    assertThat(((RedriveEntry.Unreadable) read(object).getFirst()).why()).contains(why);
  }

  private static List<RedriveEntry> read(String object) {
    return FailedEvent.read(new ByteArrayInputStream(object.getBytes(StandardCharsets.UTF_8)));
  }
}
