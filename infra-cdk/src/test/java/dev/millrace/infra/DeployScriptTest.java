package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What scripts/deploy asks of the CDK command line, in whose place stands one that prints it. */
class DeployScriptTest {
  @TempDir private Path root;

  private record Answer(int status, String output) {}

  @BeforeEach
  void copyTheScripts() throws IOException {
    for (var script : List.of("deploy", "help.sh", "java.sh", "build.sh")) {
      Files.createDirectories(root.resolve("scripts"));
      Files.copy(Path.of("../scripts", script), root.resolve("scripts").resolve(script));
    }
    file("infra-cdk/package-lock.json", "");
    file("infra-cdk/node_modules/.millrace-lock.json", "");
    file("bin/npx", "#!/bin/sh\nprintf '%s ' \"$PWD\" \"$@\"\n");
    assertThat(root.resolve("bin/npx").toFile().setExecutable(true)).isTrue();
  }

  private void file(String name, String content) throws IOException {
    var file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private Answer run(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(root.resolve("scripts/deploy").toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().merge("PATH", root.resolve("bin") + ":", (path, bin) -> bin + path);
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(process.waitFor(), output.strip());
  }

  @Test
  void allStacksOfTheEnvironmentAreDeployedAndTheirOutputsKept() throws Exception {
    assertThat(run("staging"))
        .isEqualTo(
            new Answer(
                0,
                "%1$s/infra-cdk cdk deploy staging/* --require-approval never --outputs-file %1$s/.millrace/outputs/staging.json"
                    .formatted(root)));
  }

  @Test
  void theAddressIsThatOfTheEnvironmentsOutputs() throws Exception {
    file(
        ".millrace/outputs/staging.json",
        """
        {"staging-MillraceModel": {"EndpointName": "e"},
         "staging-MillraceApi": {"DashboardName": "d", "ApiUrl": "https://staging.example"}}
        """);

    assertThat(run("--url", "staging")).isEqualTo(new Answer(0, "https://staging.example"));
  }

  @Test
  void whatWasNeverDeployedHasNoAddress() throws Exception {
    var answer = run("--url", "prod");

    assertThat(answer.status()).isEqualTo(1);
    assertThat(answer.output()).endsWith("deploy prod first with ./scripts/deploy prod");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dev prod", "dev/*", "--url", "--all"})
  void anythingButOneEnvironmentIsRefused(String arguments) throws Exception {
    var answer = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertThat(answer.status()).isEqualTo(2);
    assertThat(answer.output()).contains("expected the name of one environment");
  }
}
