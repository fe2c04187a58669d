package dev.millrace.tools.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageBuildTest {
  private static final String RUNS = "FROM jre\nCOPY lib/ lib/\n  run apt-get update\n";
  private static final String RUNS_NOTHING = "FROM jre\n# RUN nothing\nCOPY lib/ lib/\n";

  @TempDir private Path folder;
  private DockerFixture docker;
  private String instanceType = "ml.c6g.large";

  @BeforeEach
  void start() throws IOException {
    docker = new DockerFixture(folder.resolve("bin"));
    dockerfile(RUNS);
  }

  private void dockerfile(String content) throws IOException {
    Path file = folder.resolve(ImageBuild.DOCKERFILE);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private List<Finding> findings() {
    return findings(docker.path());
  }

  private List<Finding> findings(String path) {
    EnvironmentSettings environment =
        new EnvironmentSettings("dev", new InstanceType(instanceType), 1, "", true, "");
    Target target = new Target(environment, "eu-west-1", "123456789012");
    return new ImageBuild(target, folder, path).findings();
  }

  private Finding theOnly(Finding.Status status) {
    List<Finding> found =
        findings().stream().filter(finding -> finding.status() != Finding.Status.OK).toList();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().status()).isEqualTo(status);
    return found.getFirst();
  }

  @Test
  void noDockerOnThePathIsMissing() {
    assertThat(findings(folder + ":/nowhere"))
        .extracting(Finding::sentence)
        .containsExactly("The PATH has no docker, which builds the model server's image");
  }

  @Test
  void theFirstDockerOnThePathIsTaken() {
    String second = new DockerFixture(folder.resolve("second")).with("version", "echo 99").path();

    assertThat(findings("/nowhere::" + docker.path() + ":" + second).getFirst().sentence())
        .startsWith("Docker 27.3.1 ");
  }

  @Test
  void aDockerWithoutADaemonIsMissing() {
    docker.with(
        "version", "echo Client: 27; echo 'Cannot connect to the Docker daemon' >&2; exit 1");

    assertThat(theOnly(Finding.Status.MISSING).sentence())
        .isEqualTo("Docker does not answer: Cannot connect to the Docker daemon");
  }

  @Test
  void aDockerWithoutBuildxIsMissingIt() {
    docker.with("buildx version", "echo 'unknown command: docker buildx' >&2; exit 1");

    assertThat(theOnly(Finding.Status.MISSING).sentence())
        .startsWith("Docker 27.3.1 has no buildx");
  }

  @Test
  void aProcessorThatTheDockerfileNeedsAndDockerCannotEmulateIsMissing() {
    docker.with("buildx inspect", "echo 'Platforms: linux/amd64, linux/amd64/v2, linux/386'");

    Finding missing = theOnly(Finding.Status.MISSING);

    assertThat(missing.sentence()).contains("does not build for linux/arm64");
    assertThat(missing.commands())
        .containsExactly("docker run --privileged --rm tonistiigi/binfmt --install arm64");
  }

  @Test
  void aVariantOfAProcessorIsNotTheProcessor() {
    docker.with("buildx inspect", "echo 'Platforms: linux/amd64/v2'");
    instanceType = "ml.m5.large";

    assertThat(theOnly(Finding.Status.MISSING).sentence())
        .contains("does not build for linux/amd64, the processor of ml.m5.large");
  }

  @Test
  void aDockerfileThatRunsNothingIsBuiltForAnyProcessor() throws IOException {
    docker.with("buildx inspect", "echo 'Platforms: linux/amd64'");
    dockerfile(RUNS_NOTHING);

    assertThat(findings())
        .allMatch(finding -> finding.status() == Finding.Status.OK)
        .first()
        .extracting(Finding::sentence)
        .asString()
        .contains("without emulating it");
  }

  @Test
  void aBuilderThatCannotBeInspectedIsUnknown() {
    docker.with("buildx inspect", "echo 'no builder \"x\" found' >&2; exit 1");

    assertThat(theOnly(Finding.Status.UNKNOWN).sentence())
        .isEqualTo(
            "Whether Docker 27.3.1 builds for linux/arm64 could not be looked at: no builder \"x\""
                + " found");
  }

  @Test
  void theFormOfAnImageFromContainerdsStoreIsSeenOnlyOncePushed() {
    docker.with("info", "echo '[[\"driver-type\",\"io.containerd.snapshotter.v1\"]]'");

    Finding unknown = theOnly(Finding.Status.UNKNOWN);

    assertThat(unknown.sentence())
        .contains("OCI image")
        .endsWith("must say application/vnd.docker.distribution.manifest.v2+json");
    assertThat(unknown.commands())
        .containsExactly(
            "aws ecr describe-images --repository-name"
                + " cdk-hnb659fds-container-assets-123456789012-eu-west-1"
                + " --query 'imageDetails[].[imageTags[0],imageManifestMediaType]'"
                + " --region eu-west-1");
  }

  @Test
  void aStoreThatCannotBeLookedAtIsUnknown() {
    docker.with("info", "echo 'permission denied' >&2; exit 1");

    assertThat(theOnly(Finding.Status.UNKNOWN).sentence())
        .startsWith(
            "In which form Docker pushes images could not be looked at: permission denied;");
  }

  @Test
  void aDockerThatCannotBeRunIsUnknown() throws IOException {
    Files.writeString(folder.resolve("bin/docker"), "#!/no/such/interpreter\n");

    assertThat(theOnly(Finding.Status.UNKNOWN).sentence())
        .startsWith("Docker could not be looked at: ");
  }
}
