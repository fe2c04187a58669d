package dev.millrace.tools.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script, in a project of its own. The JDK there says what it was called with. */
class PreflightScriptTest {
  private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder;
  private Path root;

  @BeforeEach
  void copyTheScripts() throws IOException {
    root = folder.resolve("a project");
    for (String script : List.of("preflight", "help.sh", "java.sh")) {
      Path copy = Files.createDirectories(root.resolve("scripts")).resolve(script);
      Files.copy(Path.of("../../scripts", script), copy);
    }
    executable("mvnw", "#!/bin/sh\nprintf 'mvnw %s\\n' \"$*\"\n");
    executable("jdk/bin/javac", "#!/bin/sh\n");
    executable("jdk/bin/java", "#!/bin/sh\nprintf '[%s]' \"$@\"\nexit 7\n");
    file("jdk/release", "JAVA_VERSION=\"25\"\n");
    for (String name :
        List.of("pom.xml", "tools/preflight/pom.xml", "tools/preflight/src/main/java/A.java")) {
      builtAt(file(name, ""), BUILT.minusSeconds(1));
    }
    builtAt(file("tools/preflight/target/classpath", "a.jar"), BUILT);
  }

  private Path file(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private void executable(String name, String content) throws IOException {
    assertThat(file(name, content).toFile().setExecutable(true)).isTrue();
  }

  private static void builtAt(Path file, Instant time) throws IOException {
    for (Path path = file; !path.endsWith("a project"); path = path.getParent()) {
      Files.setLastModifiedTime(path, FileTime.from(time));
    }
  }

  private record Ended(int status, String output, String errors) {}

  private Ended run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(root.resolve("scripts/preflight").toString()));
    command.addAll(List.of(arguments));
    Path errors = folder.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
    builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output, Files.readString(errors));
  }

  @Test
  void helpNeedsNoJdk() throws Exception {
    Files.delete(root.resolve("jdk/release"));

    Ended ended = run("--region", "eu-west-1", "--help");

    assertThat(ended.status()).isZero();
    assertThat(ended.output())
        .startsWith("Usage: ./scripts/preflight [--environment NAME] [--region R]\n");
  }

  @Test
  void theCommandGetsTheArgumentsAsTheyAreAndItsStatusIsTheScripts() throws Exception {
    Ended ended = run("--environment", "a b", "", "*");

    assertThat(ended.output())
        .endsWith("[dev.millrace.tools.preflight.PreflightCommand][--environment][a b][][*]")
        .contains("[tools/preflight/target/classes:a.jar]");
    assertThat(ended.status()).isEqualTo(7);
    assertThat(ended.errors()).isEmpty();
  }

  @Test
  void aSourceThatIsNewerThanTheBuildIsBuiltOnce() throws Exception {
    builtAt(root.resolve("tools/preflight/src/main/java/A.java"), BUILT.plusSeconds(1));

    assertThat(run().errors())
        .isEqualTo("Building\nmvnw -q package -Dmaven.test.skip=true -pl tools/preflight\n");
    assertThat(run().errors()).isEmpty();
  }
}
