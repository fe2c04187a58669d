package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What scripts/lint-templates asks of cfn-lint, in whose place stands a script that prints it. */
class TemplateLintTest {
  private static final Path SCRIPT = Path.of("../scripts/lint-templates").toAbsolutePath();
  private static final Path REGIONS = Path.of("cfn-lint/regions.txt");

  @TempDir private Path folder;
  private Path linter;

  private record Answer(int status, List<String> output) {}

  @BeforeEach
  void standInForTheLinter() throws IOException {
    linter = folder.resolve("cfn-lint");
    Files.writeString(linter, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    assertThat(linter.toFile().setExecutable(true)).isTrue();
  }

  private Answer run(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("CFN_LINT", linter.toString());
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(process.waitFor(), output.lines().toList());
  }

  private String template(String name) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "{}").toString();
  }

  @Test
  void everyTemplateOfEveryEnvironmentIsLintedInTheRegionsThatAreNamed() throws Exception {
    var first = template("my out/A.template.json");
    var second = template("my out/assembly-dev/devB.template.json");
    template("my out/A.assets.json");

    assertThat(run("my out", "eu-west-1", "ap-southeast-2").output())
        .endsWith("--regions", "eu-west-1", "ap-southeast-2", "--template", first, second);
  }

  @Test
  void withoutARegionAllThatAreListedAreTaken() throws Exception {
    var template = template("out/A.template.json");
    var expected = new ArrayList<>(List.of("--regions"));
    expected.addAll(Files.readAllLines(REGIONS));
    expected.addAll(List.of("--template", template));

    assertThat(Files.readAllLines(REGIONS))
        .isNotEmpty()
        .isEqualTo(List.copyOf(new TreeSet<>(Files.readAllLines(REGIONS))));
    assertThat(run("out").output()).endsWith(expected.toArray(String[]::new));
  }

  @Test
  void whatTheLinterFindsIsTheEnd() throws Exception {
    template("out/A.template.json");
    Files.writeString(linter, "#!/bin/sh\n[ \"$1\" = --version ] || exit 2\n");

    assertThat(run("out", "eu-west-1").status()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | got no folder; expected DIR [REGION...]",
        "nowhere | nowhere; expected one with templates",
        "out Europe | got the region \"Europe\"; expected a name such as eu-west-1"
      },
      quoteCharacter = '\'')
  void wrongArgumentsAreNamed(String arguments, String message) throws Exception {
    template("out/A.template.json");

    var answer = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertThat(answer.status()).isEqualTo(2);
    assertThat(answer.output()).singleElement().asString().contains(message);
  }
}
