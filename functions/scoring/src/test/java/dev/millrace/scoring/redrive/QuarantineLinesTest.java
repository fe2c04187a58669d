package dev.millrace.scoring.redrive;

import static dev.millrace.scoring.redrive.FailureSamples.ARRIVAL;
import static dev.millrace.scoring.redrive.FailureSamples.SHARD;
import static dev.millrace.scoring.redrive.FailureSamples.line;
import static dev.millrace.scoring.redrive.FailureSamples.object;
import static dev.millrace.scoring.redrive.FailureSamples.recordId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.stream.StreamPosition;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuarantineLinesTest {
  @Test
  void aLineGivesTheRecordAsItStood() {
    FailedRecord record =
        record(line("sessions", 7, 3, "model_rejected", "Zoë \"x\" \uD83D\uDE00\n\u0000"));

    assertThat(record.position()).isEqualTo(new StreamPosition("sessions", SHARD, "7", 0));
    assertThat(record.arrival()).isEqualTo(ARRIVAL);
    assertThat(record.redrives()).isEqualTo(3);
    assertThat(record.data())
        .isEqualTo("Zoë \"x\" \uD83D\uDE00\n\u0000".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void bytesThatAreNoTextComeFromBase64() {
    byte[] bytes = {(byte) 0xF3, (byte) 0x89, 0, -1};
    String line =
        line(7)
            .replace(
                "\"data\":\"data-7\"",
                "\"data_base64\":\"" + Base64.getEncoder().encodeToString(bytes) + '"');

    assertThat(record(line).data()).isEqualTo(bytes);
  }

  @Test
  void aLineOfTheLargestRecordIsRead() {
    String large = "\u0000".repeat(1024 * 1024);

    assertThat(record(line("sessions", 1, 0, "id_missing", large)).data()).hasSize(large.length());
  }

  @Test
  void aLineWithoutAnEndIsReadAndAnEmptyObjectHasNone() {
    assertThat(entries(line(1) + '\n' + line(2), Set.of())).hasSize(2);
    assertThat(entries("", Set.of())).isEmpty();
  }

  @Test
  void aLineThatIsTooLongIsSkippedAndTheNextIsRead() {
    List<RedriveEntry> entries = entries(object("x".repeat(8 * 1024 * 1024), line(2)), Set.of());

    assertThat(entries.getFirst())
        .isEqualTo(
            new RedriveEntry.Unreadable("line 1: it has 8388608 bytes; expected at most 7340032"));
    assertThat(entries.get(1)).isInstanceOf(FailedRecord.class);
  }

  @Test
  void aReasonThatIsNotAskedForIsToldApart() {
    List<RedriveEntry> entries =
        entries(object(line(1, 0, "id_missing"), line(2)), Set.of("malformed_json"));

    assertThat(entries.getFirst()).isEqualTo(new RedriveEntry.OtherReason(recordId(1)));
    assertThat(entries.get(1)).isInstanceOf(FailedRecord.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"stream\":\"sessions\",     | ``                     | stream is missing",
        "\"redrives\":0               | \"redrives\":-1        | redrives holds \"-1\"",
        "\"redrives\":0               | \"redrives\":null      | redrives is missing",
        "\"sub_sequence_number\":0    | \"sub_sequence_number\":\"a\" | sub_sequence_number holds",
        "2024-11-17T                  | 2024-11-17             | arrival_time holds",
        "\"2024-11-17T21:53:01.293Z\" | \"+1000000000-01-01T00:00:00Z\" | arrival_time holds",
        "\"sequence_number\":\"7\"    | \"sequence_number\":\"7:8\" | position or arrival holds",
        "\"data\":\"data-7\"          | \"data\":null          | data and data_base64 are missing",
        "\"data\":\"data-7\"          | \"data_base64\":\"a*\" | data_base64 is not Base64",
        "\"data-7\"}                  | \"data-7\"} {}         | more stands behind",
        "\"data-7\"}                  | \"data-7\"             | it is not JSON",
      })
  void whatIsWrongInALineIsNamed(String part, String replacement, String why) {
    assertThat(line(7)).contains(part);
    assertThat(why(line(7).replace(part, replacement))).startsWith("line 1: ").contains(why);
  }

  @Test
  void halfACharacterIsNotReplacedByAnother() {
    assertThat(why(line(7).replace("data-7", "\\ud800"))).contains("half a character");
  }

  private static FailedRecord record(String line) {
    return (FailedRecord) entries(object(line), Set.of()).getFirst();
  }

  private static String why(String line) {
    return ((RedriveEntry.Unreadable) entries(object(line), Set.of()).getFirst()).why();
  }

  private static List<RedriveEntry> entries(String object, Set<String> reasons) {
    List<RedriveEntry> entries = new ArrayList<>();
    new QuarantineLines(new ByteArrayInputStream(object.getBytes(StandardCharsets.UTF_8)), reasons)
        .forEachRemaining(entries::add);
    return entries;
  }
}
