package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.infra.settings.InvalidSettingException;
import dev.millrace.infra.settings.PlatformSettings;
import dev.millrace.infra.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RegionsTest {
  private final Regions regions = Regions.read(Path.of("regions.json"));

  private void check(Map<String, ?> settings) {
    regions.check(PlatformSettings.of(new SettingsReader(settings)));
  }

  @Test
  void aRegionThatLacksAServiceIsRefused() {
    assertThatThrownBy(() -> check(Map.of("region", "me-south-1")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(
            "Setting region is \"me-south-1\"; expected another region: this one lacks Iceberg tables");
  }

  @Test
  void aRegionWithoutTableOptimizersTakesTheSettingThatDoesWithout() {
    assertThatThrownBy(() -> check(Map.of("region", "eu-west-3")))
        .hasMessageStartingWith(
            "Setting tableOptimizers is \"true\"; expected false in eu-west-3, where Glue has no table optimizers");
    assertThatCode(() -> check(Map.of("region", "eu-west-3", "tableOptimizers", false)))
        .doesNotThrowAnyException();
  }

  @Test
  void othersAndThatOfTheCredentialsAreTaken() {
    assertThatCode(() -> check(Map.of("region", "eu-central-1"))).doesNotThrowAnyException();
    assertThatCode(() -> check(Map.of())).doesNotThrowAnyException();
  }

  /** What templates are linted in has all that the default settings deploy. */
  @ParameterizedTest
  @MethodSource("lintedRegions")
  void regionsInWhichTemplatesAreLintedAreTaken(String region) {
    assertThatCode(() -> check(Map.of("region", region))).doesNotThrowAnyException();
  }

  static List<String> lintedRegions() throws IOException {
    return Files.readAllLines(Path.of("cfn-lint/regions.txt"));
  }
}
