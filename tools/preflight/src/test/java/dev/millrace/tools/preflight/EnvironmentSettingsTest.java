package dev.millrace.tools.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentSettingsTest {
  @TempDir private Path root;

  private EnvironmentSettings read(String name, String environments) throws IOException {
    Path file = root.resolve(EnvironmentSettings.FILE);
    Files.createDirectories(file.getParent());
    Files.writeString(file, environments);
    return EnvironmentSettings.read(root, name);
  }

  @Test
  void withoutAFileThereAreTheDefaults() throws IOException {
    assertThat(EnvironmentSettings.read(root, "any"))
        .isEqualTo(
            new EnvironmentSettings("any", new InstanceType("ml.c6g.large"), 1, "", true, ""));
  }

  @Test
  void anEntryGivesWhatItHoldsAndTheRestIsDefault() throws IOException {
    String file =
        """
        {"environments": {"dev": {"other": 1}, "prod": {"endpointInstanceType": "ml.m5.large",
          "endpointInstances": "3", "databasePrefix": "prod_", "tableOptimizers": "false", "region": "eu-central-1"}}}
        """;

    assertThat(read("dev", file))
        .isEqualTo(
            new EnvironmentSettings("dev", new InstanceType("ml.c6g.large"), 1, "", true, ""));
    assertThat(read("prod", file))
        .isEqualTo(
            new EnvironmentSettings(
                "prod", new InstanceType("ml.m5.large"), 3, "prod_", false, "eu-central-1"));
  }

  @Test
  void anUnknownNameIsAnErrorThatListsTheKnownOnes() {
    assertThatThrownBy(() -> read("test", "{\"environments\": {\"dev\": {}, \"prod\": {}}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--environment held test, expected one of [dev, prod], which"
                + " infra-cdk/environments.json has");
  }

  @Test
  void anotherRegionThanThatOfTheEnvironmentIsAnError() throws IOException {
    EnvironmentSettings prod =
        read("prod", "{\"environments\": {\"prod\": {\"region\": \"eu-central-1\"}}}");

    prod.requireRegion("eu-central-1");
    assertThatThrownBy(() -> prod.requireRegion("eu-west-1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The region held eu-west-1, expected eu-central-1, to which"
                + " infra-cdk/environments.json deploys prod: give --region eu-central-1");
  }

  @Test
  void aNameThatNoStackCanHaveIsAnError() {
    assertThatThrownBy(() -> EnvironmentSettings.read(root, "Dev/*"))
        .hasMessage("--environment held Dev/*, expected lower-case letters, digits and dashes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"endpointInstances\": 0} | endpointInstances held 0, expected a whole number from 1",
        "{\"endpointInstances\": \"two\"} | endpointInstances held \"two\", expected a whole number",
        "{\"endpointInstanceType\": \"c6g.large\"} | endpointInstanceType held c6g.large, expected a"
      })
  void aSettingThatCannotBeUsedIsAnError(String settings, String message) {
    assertThatThrownBy(() -> read("dev", "{\"environments\": {\"dev\": %s}}".formatted(settings)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aFileThatIsNoJsonIsAnErrorThatNamesIt() {
    assertThatThrownBy(() -> read("dev", "{"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("infra-cdk/environments.json is no JSON: ");
  }

  @ParameterizedTest
  @CsvSource({
    "ml.c6g.large, linux/arm64",
    "ml.m7gd.xlarge, linux/arm64",
    "ml.m5.large, linux/amd64",
    "ml.g5.xlarge, linux/amd64",
    "ml.c6i.large, linux/amd64"
  })
  void theProcessorFollowsFromTheInstanceType(String type, String platform) {
    assertThat(new InstanceType(type).platform()).isEqualTo(platform);
  }
}
