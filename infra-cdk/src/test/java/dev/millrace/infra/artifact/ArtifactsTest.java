package dev.millrace.infra.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.features.definition.PackedDefinition;
import dev.millrace.infra.ProjectFixture;
import dev.millrace.infra.settings.InvalidSettingException;
import dev.millrace.infra.settings.PlatformSettings;
import dev.millrace.infra.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactsTest {
  @TempDir private Path root;

  @Test
  void aMissingZipIsReportedWithTheCommandThatBuildsIt() {
    assertThatThrownBy(() -> new Artifacts(root).zip(new FunctionPackage("scoring")))
        .isInstanceOf(MissingArtifactException.class)
        .hasMessageContaining(new FunctionPackage("scoring").zip())
        .hasMessageContaining("./mvnw package -DskipTests -pl functions/scoring -am");
  }

  @Test
  void aZipWithoutAContractIsReportedWithTheCommandThatBuildsIt() throws IOException {
    var zip = root.resolve(new FunctionPackage("lake").zip());
    Files.createDirectories(zip.getParent());
    try (var empty = new ZipOutputStream(Files.newOutputStream(zip))) {
      empty.finish();
    }
    assertThatThrownBy(() -> new Artifacts(root).contract(new FunctionPackage("lake")))
        .isInstanceOf(MissingArtifactException.class)
        .hasMessageContaining("lake.zip has no dev/millrace/lake/contract.json")
        .hasMessageContaining("./mvnw package -DskipTests -pl functions/lake -am");
  }

  @Test
  void aMissingImageIsReportedWithTheCommandThatBuildsIt() {
    assertThatThrownBy(() -> new Artifacts(root).image())
        .hasMessageContaining("model-server/target/image/Dockerfile")
        .hasMessageContaining("./mvnw package -DskipTests -pl model-server -am");
  }

  @Test
  void anUnknownModelIsASettingThatIsWrong() throws IOException {
    var artifacts = ProjectFixture.at(root);
    assertThatThrownBy(() -> artifacts.modelDefinition("session-conversion", "9.0.0"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("\"9.0.0\"")
        .hasMessageContaining("model-server/models/session-conversion/9.0.0/model.json");
  }

  @Test
  void aModelWithoutFeaturesIsRefused() throws IOException {
    var file = root.resolve("model.json");
    Files.writeString(file, "{\"name\": \"a\", \"version\": \"1.0.0\", \"features\": []}");
    assertThatThrownBy(() -> PackedModel.of(file, "model.json"))
        .hasMessage(
            "model.json: features held an array of 0, expected an array of 1 to 1,000 features.");
  }

  @Test
  void aModelThatNoEnvironmentHoldsIsRefusedAtSynthesis() throws IOException {
    var random = new Random(1);
    var features =
        IntStream.range(0, 300)
            .mapToObj(
                i ->
                    "{\"name\": \"f%x\", \"from\": \"p%x\", \"as\": \"number\"}"
                        .formatted(random.nextLong(), random.nextLong()))
            .collect(Collectors.joining(","));
    var file = root.resolve("model.json");
    Files.writeString(
        file, "{\"name\": \"a\", \"version\": \"1.0.0\", \"features\": [%s]}".formatted(features));
    assertThatThrownBy(() -> PackedModel.of(file, "model.json"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("expected at most 2,800");
  }

  @Test
  void theModelOfTheRepositoryIsTheDefault() {
    var settings = PlatformSettings.of(new SettingsReader(Map.of())).documents();
    var project = new Artifacts(Path.of("").toAbsolutePath().getParent());
    var packed = project.modelDefinition(settings.model(), settings.modelVersion());
    assertThat(PackedDefinition.unpack(packed).featureNames())
        .startsWith("day_of_year", "day_of_week", "hour_of_day");
  }

  @Test
  void theCommandLineIsPinnedWithoutAnAddress() throws IOException {
    var lock = Files.readString(Path.of("package-lock.json"));
    assertThat(lock).contains("\"aws-cdk\": \"2.1148.1\"").doesNotContain("http");
  }
}
