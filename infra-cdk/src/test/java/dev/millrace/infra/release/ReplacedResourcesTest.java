package dev.millrace.infra.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplacedResourcesTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void aQueueWasReleasedThatIsNoMore() throws IOException {
    Release.of(
            new TrialSynthesis(folder.resolve("before"))
                .stack("Data", "{'Jobs': {'Type': 'AWS::SQS::Queue'}}")
                .stacks())
        .write(folder.resolve("released"));
    new TrialSynthesis(folder.resolve("after")).stack("Data", "{}");
  }

  private boolean print(String allowed) throws IOException {
    var file = folder.resolve("allowed.json");
    Files.writeString(file, allowed.replace('\'', '"'));
    return ReplacedResources.print(
        folder.resolve("after"),
        folder.resolve("released"),
        file,
        new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | false",
        "[{'type': 'AWS::SQS::Queue', 'reason': 'r'}] | true",
        "[{'type': 'AWS::SNS::Topic', 'reason': 'r'}] | false",
        "[{'stack': 'Data', 'id': 'Jobs', 'reason': 'r'}] | true",
        "[{'stack': 'Other', 'id': 'Jobs', 'reason': 'r'}] | false"
      },
      quoteCharacter = '`')
  void aChangeIsAllowedByItsTypeOrItsId(String allowed, boolean expected) throws IOException {
    assertThat(print(allowed)).isEqualTo(expected);
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "Data Jobs (AWS::SQS::Queue) is removed. The messages that wait in it are lost."
                + (expected ? " Allowed: r" : ""),
            "1 resources replaced or removed, %d of them not allowed by allowed.json"
                .formatted(expected ? 0 : 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{'type': 'AWS::SQS::Queue'}] | has no reason",
        "[{'stack': 'Data', 'reason': 'r'}] | expected a type or an id",
        "[{'resource': 'x', 'reason': 'r'}] | Unrecognized field \"resource\"",
        "nothing | is not as expected"
      },
      quoteCharacter = '`')
  void aListThatSaysSomethingElseIsAnError(String allowed, String message) {
    assertThatThrownBy(() -> print(allowed))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("allowed.json");
  }

  @Test
  void theListOfThisProjectCanBeReadAndAllowsNothingThatHoldsData() throws IOException {
    assertThat(AllowedChange.read(Path.of("allowed-replacements.json")))
        .isNotEmpty()
        .noneMatch(
            change -> change.id().isEmpty() && StatefulType.of(change.type().get()).isPresent());
  }
}
