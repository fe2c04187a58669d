package dev.millrace.tools.preflight;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The {@code docker} that a PATH finds. */
final class DockerCommand {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Path executable;

  private DockerCommand(Path executable) {
    this.executable = executable;
  }

  /**
   * What a call printed.
   *
   * @param output its standard output and errors, stripped
   */
  record Answer(boolean succeeded, String output) {
    String lastLine() {
      return output.lines().reduce("", (before, line) -> line.isBlank() ? before : line.strip());
    }
  }

  /**
   * Looks for it.
   *
   * @param path folders, as the variable PATH holds them
   */
  static Optional<DockerCommand> on(String path) {
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "docker"))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .map(DockerCommand::new)
        .findFirst();
  }

  /**
   * Runs it, and waits for 20 seconds at most.
   *
   * @throws IOException when it cannot be run, or is not done by then
   */
  Answer run(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(executable.toString()));
    command.addAll(List.of(arguments));
    Path printed = Files.createTempFile("docker", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectOutput(printed.toFile())
              .start();
      if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(
            "docker %s was not done after %d s"
                .formatted(String.join(" ", arguments), TIMEOUT.toSeconds()));
      }
      String output = Files.readString(printed, StandardCharsets.UTF_8).strip();
      return new Answer(process.exitValue() == 0, output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while docker ran", e);
    } finally {
      Files.delete(printed);
    }
  }
}
