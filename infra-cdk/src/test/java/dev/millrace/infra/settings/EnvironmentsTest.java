package dev.millrace.infra.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentsTest {
  @TempDir private Path folder;

  private Environments read(String json) throws IOException {
    return Environments.read(Files.writeString(folder.resolve("environments.json"), json));
  }

  @Test
  void eachHasItsSettingsInTheFilesOrder() throws IOException {
    var environments =
        read("{\"$schema\": \"s\", \"environments\": {\"z\": {\"shards\": 2}, \"a\": {}}}");

    assertThat(environments.names()).containsExactly("z", "a");
    assertThat(environments.settings().get("z")).isEqualTo(Map.of("shards", 2));
    assertThat(environments.only("a").names()).containsExactly("a");
  }

  @Test
  void anUnknownEnvironmentIsNamedWithThoseThereAre() throws IOException {
    var environments = read("{\"environments\": {\"dev\": {}, \"prod\": {}}}");

    assertThatThrownBy(() -> environments.only("test"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("Setting MILLRACE_ENVIRONMENT is \"test\"; expected one of [dev, prod].");
  }

  /** Those of the CDK's command line, too, which writes keys without a colon. */
  @Test
  void theContextChangesSettingsAndKeysOfOthersAreTheirs() throws IOException {
    var environments =
        read("{\"environments\": {\"dev\": {\"shards\": 2}, \"prod\": {}}}")
            .with(
                Map.of(
                    "millrace:shards",
                    "3",
                    "cli-telemetry",
                    false,
                    "acknowledged-issue-numbers",
                    "[1]",
                    "@aws-cdk/core:newStyle",
                    true));

    assertThat(environments.settings().values()).containsOnly(Map.of("shards", "3"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | environments.json has no environments; expected one at least.",
        "{\"environments\": {}} | environments.json has no environments; expected one at least.",
        "{\"environments\": [1]} | environments.json has no environments; expected one at least.",
        "{\"environment\": {}} | environments.json holds the key environment; expected $schema and environments.",
        "{\"environments\": {\"Dev\": {}}} | environments.json names the environment \"Dev\"; expected lower-case letters, digits and dashes, at most 20, a letter first.",
        "{\"environments\": {\"dev\": 1}} | environments.json gives dev the settings 1; expected an object.",
        "{\"environments\": | environments.json is not JSON from line 1, column 17, or has a key twice there.",
      })
  void whatIsNoSuchFileIsSaid(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(message);
  }

  @Test
  void aKeyThatStandsTwiceIsRefused() {
    assertThatThrownBy(() -> read("{\"environments\": {\"dev\": {}, \"dev\": {\"shards\": 2}}}"))
        .hasMessageContaining("has a key twice");
  }

  @Test
  void aFileThatIsNotThereIsSaid() {
    assertThatThrownBy(() -> Environments.read(folder.resolve("environments.json")))
        .hasMessage("environments.json cannot be read; expected the settings of each environment.");
  }
}
