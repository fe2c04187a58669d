package dev.millrace.tools.preflight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether Docker builds the model server's image, for the processor of the endpoint's machines. */
final class ImageBuild implements Check {
  static final String DOCKERFILE = "model-server/src/image/Dockerfile";

  private static final Pattern RUNS = Pattern.compile("(?im)^\\s*RUN\\s");
  private static final String CONTAINERD = "io.containerd.snapshotter";

  private final Target target;
  private final Path root;
  private final String searchPath;

  /**
   * Looks at a Docker.
   *
   * @param root the project's root
   * @param searchPath where it is looked for, as the variable PATH holds it
   */
  ImageBuild(Target target, Path root, String searchPath) {
    this.target = target;
    this.root = root;
    this.searchPath = searchPath;
  }

  @Override
  public String subject() {
    return "Docker";
  }

  @Override
  public List<Finding> findings() {
    Optional<DockerCommand> docker = DockerCommand.on(searchPath);
    if (docker.isEmpty()) {
      return List.of(
          Finding.missing(
              "The PATH has no docker, which builds the model server's image",
              "# Install Docker: https://docs.docker.com/engine/install/"));
    }
    try {
      return findings(docker.get());
    } catch (IOException e) {
      return List.of(
          Finding.unknown("%s could not be looked at: %s".formatted(subject(), e.getMessage())));
    }
  }

  private List<Finding> findings(DockerCommand docker) throws IOException {
    DockerCommand.Answer version = docker.run("version", "--format", "{{.Server.Version}}");
    if (!version.succeeded()) {
      return List.of(
          Finding.missing(
              "Docker does not answer: %s".formatted(version.lastLine()),
              "sudo systemctl start docker  # or start Docker Desktop; then: docker version"));
    }
    if (!docker.run("buildx", "version").succeeded()) {
      return List.of(
          Finding.missing(
              "Docker %s has no buildx, which builds for another processor and says how the image"
                      .formatted(version.lastLine())
                  + " is written",
              "# Install buildx: https://github.com/docker/buildx#installing"));
    }
    return List.of(platform(docker, version.lastLine()), manifest(docker));
  }

  private Finding platform(DockerCommand docker, String version) throws IOException {
    String platform = target.environment().endpointInstanceType().platform();
    String type = target.environment().endpointInstanceType().name();
    DockerCommand.Answer builder = docker.run("buildx", "inspect");
    if (!builder.succeeded()) {
      return Finding.unknown(
          "Whether Docker %s builds for %s could not be looked at: %s"
              .formatted(version, platform, builder.lastLine()),
          "docker buildx inspect");
    }
    if (Pattern.compile(Pattern.quote(platform) + "(?![\\w/])").matcher(builder.output()).find()) {
      return Finding.ok(
          "Docker %s builds for %s, the processor of %s".formatted(version, platform, type));
    }
    if (!runsCommands()) {
      return Finding.ok(
          "Docker %s builds for %s, the processor of %s, without emulating it: the image's"
                  .formatted(version, platform, type)
              + " Dockerfile runs nothing");
    }
    return Finding.missing(
        "Docker %s does not build for %s, the processor of %s, because it cannot emulate it"
            .formatted(version, platform, type),
        "docker run --privileged --rm tonistiigi/binfmt --install %s"
            .formatted(platform.substring(platform.indexOf('/') + 1)));
  }

  /** Files are copied into an image without the processor; a RUN needs it, or its emulation. */
  private boolean runsCommands() throws IOException {
    Path file = root.resolve(DOCKERFILE);
    return !Files.exists(file) || RUNS.matcher(Files.readString(file)).find();
  }

  private Finding manifest(DockerCommand docker) throws IOException {
    DockerCommand.Answer store = docker.run("info", "--format", "{{json .DriverStatus}}");
    if (store.succeeded() && !store.output().contains(CONTAINERD)) {
      return Finding.ok("Docker's own store pushes images in a form that SageMaker takes");
    }
    return Finding.unknown(
        (store.succeeded()
                ? "Docker keeps images in containerd's store, and may push the model server's"
                    + " as an OCI image, which SageMaker can refuse (\"Unsupported manifest media"
                    + " type\")"
                : "In which form Docker pushes images could not be looked at: " + store.lastLine())
            + "; once the image is pushed, this must say"
            + " application/vnd.docker.distribution.manifest.v2+json",
        target.aws(
            ("ecr describe-images --repository-name cdk-hnb659fds-container-assets-%s-%s"
                    + " --query 'imageDetails[].[imageTags[0],imageManifestMediaType]'")
                .formatted(target.account(), target.region())));
  }
}
