package dev.millrace.tools.preflight;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A script in the place of Docker. At first it builds for both processors and keeps images in its
 * own store.
 */
final class DockerFixture {
  private final Path folder;
  private final Map<String, String> answers = new LinkedHashMap<>();

  /** Writes the script into a folder. */
  DockerFixture(Path folder) {
    this.folder = folder;
    answers.put("version", "echo 27.3.1");
    answers.put("buildx version", "echo github.com/docker/buildx v0.17");
    answers.put("buildx inspect", "echo 'Platforms: linux/amd64*, linux/arm64, linux/arm/v7'");
    answers.put("info", "echo '[[\"Backing Filesystem\",\"extfs\"]]'");
    write();
  }

  /** What it does, in shell, when its arguments begin so. */
  DockerFixture with(String arguments, String script) {
    answers.put(arguments, script);
    write();
    return this;
  }

  String path() {
    return folder.toString();
  }

  private void write() {
    StringBuilder script = new StringBuilder("#!/bin/sh\ncase \"$*\" in\n");
    answers.forEach((arguments, does) -> script.append("'%s'*) %s;;\n".formatted(arguments, does)));
    Path file = folder.resolve("docker");
    try {
      Files.createDirectories(folder);
      Files.writeString(file, script.append("*) exit 99;;\nesac\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!file.toFile().setExecutable(true)) {
      throw new IllegalStateException(file + " could not be made executable");
    }
  }
}
