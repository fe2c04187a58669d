package dev.millrace.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The file names that the scripts hand over: they run in the project's root, wherever the caller
 * stands. In place of a JDK stands one that says what it was called with.
 */
class ScriptArgumentsTest {
  private static final String PRINT_ARGUMENTS =
      """
      #!/usr/bin/env bash
      printf '%s\\0' "$LC_ALL" "$@"
      """;

  @TempDir private Path folder;
  private Path root;
  private Path caller;

  @BeforeEach
  void copyTheScripts() throws IOException {
    root = folder.resolve("a project");
    caller = Files.createDirectories(folder.resolve("where the caller: stands"));
    Files.createDirectories(root.resolve("scripts"));
    try (Stream<Path> scripts = Files.list(Path.of("../scripts"))) {
      for (Path script : scripts.toList()) {
        Files.copy(script, root.resolve("scripts").resolve(script.getFileName()));
      }
    }
    executable("mvnw", "#!/bin/sh\n");
    executable("jdk/bin/javac", "#!/bin/sh\n");
    executable("jdk/bin/jar", "#!/bin/sh\n");
    executable("jdk/bin/java", PRINT_ARGUMENTS);
    file("jdk/release", "JAVA_VERSION=\"25\"\n");
    for (String built :
        List.of(
            "pom.xml",
            "local/package-lock.json",
            "local/node_modules/.millrace-lock.json",
            "local/node/package-lock.json",
            "local/node/node_modules/.millrace-lock.json",
            "functions/scoring/target/scoring.zip",
            "functions/lake/target/lake.zip",
            "tools/features/target/classpath",
            "model-server/target/image/bin/model-server",
            "model-server/training/target/classpath",
            "infra-cdk/target/classpath",
            "local/target/classpath",
            "local/target/classes/x",
            ".millrace/env",
            ".millrace/built")) {
      file(built, "");
    }
  }

  private void file(String name, String content) {
    try {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void executable(String name, String content) {
    file(name, content);
    assertThat(root.resolve(name).toFile().setExecutable(true)).isTrue();
  }

  /** What the JDK was called with, and the locale before it. */
  private List<String> run(Map<String, String> environment, String script, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(root.resolve("scripts/" + script).toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(caller.toFile())
            .redirectError(folder.resolve("errors").toFile());
    builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("errors"))).isZero();
    return List.of(output.split("\0", -1));
  }

  private List<String> run(String script, String... arguments) throws Exception {
    return run(Map.of(), script, arguments);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a:-b.json",
        "-a",
        "a b.json",
        "*",
        "a'b\"c",
        "$HOME",
        "a\nb",
        "--input:x/y",
        "ü",
        "[a]",
        "a\\b"
      })
  void aRelativeNameIsTheCallersWhateverItHolds(String name) throws Exception {
    String absolute = caller + "/" + name;

    assertThat(run("demo", "--input", name, "--output", name))
        .containsSubsequence("--input", absolute, "--output", absolute);
    assertThat(run("invoke", "ScoreSessions", name)).containsSubsequence("ScoreSessions", absolute);
    assertThat(run("generate-events", "--output", name)).contains(absolute);
    assertThat(run("train-demo-model", "--output", name)).contains(absolute);
    if (!name.startsWith("--")) {
      assertThat(run("features", "--input", name, name, "--output", name))
          .containsSubsequence("--input", absolute, absolute, "--output", absolute);
      assertThat(run("load-lookup", "stores", name, "--key", "id"))
          .containsSubsequence("stores", absolute, "--key", "id");
      assertThat(run("load-lookup", "--function", "f", "--bucket", "b", "stores", name))
          .containsSubsequence("--function", "f", "--bucket", "b", "stores", absolute);
      assertThat(run("register-model", name, "--name", "n", "--features", name))
          .containsSubsequence(absolute, "--name", "n", "--features", absolute);
    }
  }

  @Test
  void anAbsoluteNameAndWhatIsNoFileStayAsTheyAre() throws Exception {
    assertThat(run("features", "--input", "/x:-y", "--output", "/z", "--zip-code-path", "a:-b"))
        .containsSubsequence("--input", "/x:-y", "--output", "/z", "--zip-code-path", "a:-b");
    assertThat(run("demo", "--input", "/x", "--output")).containsSubsequence("--input", "/x");
    assertThat(run("load-lookup", "t", "/x", "--key")).containsSubsequence("t", "/x", "--key");
    assertThat(run("validate-model", "a-model", "1.0.0")).containsSubsequence("a-model", "1.0.0");
  }

  @Test
  void aSamplesNameStaysAndAFolderIsTheCallers() throws Exception {
    file("events/orders/sample.json", "");
    Files.createDirectories(caller.resolve("orders"));
    Files.createDirectories(caller.resolve("mine"));

    for (String script : List.of("demo", "local")) {
      assertThat(run(script, "--sample", "orders")).containsSubsequence("--sample", "orders");
      assertThat(run(script, "--sample", "oders")).containsSubsequence("--sample", "oders");
      assertThat(run(script, "--sample", "mine")).containsSubsequence("--sample", caller + "/mine");
      assertThat(run(script, "--sample", "./orders"))
          .containsSubsequence("--sample", caller + "/./orders");
      assertThat(run(script, "--sample", "/x")).containsSubsequence("--sample", "/x");
    }
  }

  /** Java takes names of files apart by the locale's characters: in ASCII, ü would be two. */
  @Test
  void aLocaleOfAsciiBecomesOneOfUtf8() throws Exception {
    assertThat(run(Map.of("LC_ALL", "POSIX"), "demo", "--input", "ü")).startsWith("C.UTF-8");
    assertThat(run(Map.of("LC_ALL", "C.UTF-8"), "demo", "--input", "ü")).startsWith("C.UTF-8");
  }

  @Test
  void aSearchPathForFoldersLeadsNowhereElse() throws Exception {
    Path other = Files.createDirectories(folder.resolve("other/scripts"));
    ProcessBuilder builder =
        new ProcessBuilder("scripts/demo", "--input", "/x").directory(root.toFile());
    builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
    builder.environment().put("CDPATH", other.getParent().toString());
    Process process = builder.start();

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("--input\0/x");
    assertThat(process.waitFor()).isZero();
  }
}
