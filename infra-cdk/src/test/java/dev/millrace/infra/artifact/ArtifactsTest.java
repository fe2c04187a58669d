package dev.millrace.infra.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.infra.ProjectFixture;
import dev.millrace.infra.settings.InvalidSettingException;
import dev.millrace.infra.settings.PlatformSettings;
import dev.millrace.infra.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
    assertThatThrownBy(() -> artifacts.requireModel("session-conversion", "9.0.0"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("\"9.0.0\"")
        .hasMessageContaining("model-server/models/session-conversion/9.0.0/model.json");
  }

  @Test
  void aModelWithoutFeaturesIsRefusedAtSynthesis() throws IOException {
    var artifacts = ProjectFixture.at(root);
    var folder = Files.createDirectories(root.resolve("model-server/models/a/1.0.0"));
    Files.writeString(
        folder.resolve("model.json"),
        "{\"name\": \"a\", \"version\": \"1.0.0\", \"features\": []}");
    assertThatThrownBy(() -> artifacts.requireModel("a", "1.0.0"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "model-server/models/a/1.0.0/model.json: features held an array of 0, expected an array of 1 to 1,000 features.");
  }

  @Test
  void theModelOfTheRepositoryIsTheDefault() {
    var settings = PlatformSettings.of(new SettingsReader(Map.of())).documents();
    var project = new Artifacts(Path.of("").toAbsolutePath().getParent());
    assertThatCode(() -> project.requireModel(settings.model(), settings.modelVersion()))
        .doesNotThrowAnyException();
  }

  @Test
  void theCommandLineIsPinnedWithoutAnAddress() throws IOException {
    var lock = Files.readString(Path.of("package-lock.json"));
    assertThat(lock).contains("\"aws-cdk\": \"2.1148.1\"").doesNotContain("http");
  }
}
