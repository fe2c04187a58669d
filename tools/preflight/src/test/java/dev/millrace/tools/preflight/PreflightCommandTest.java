package dev.millrace.tools.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreflightCommandTest {
  @TempDir private Path folder;

  /** A project that has a list of regions, and no environments. */
  @BeforeEach
  void writeTheRegions() throws IOException {
    Path regions = folder.resolve(RegionServices.FILE);
    Files.createDirectories(regions.getParent());
    Files.writeString(regions, "{\"as_of\": \"2026-05-31\", \"source\": \"a list\"}");
  }

  /** What the command printed as errors; it must have ended with 2. */
  private String wrong(Map<String, String> variables, String... arguments) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertThat(PreflightCommand.run(folder, variables, arguments)).isEqualTo(2);
    } finally {
      System.setErr(before);
    }
    return printed.toString(StandardCharsets.UTF_8).strip();
  }

  @ParameterizedTest
  @CsvSource({
    "--regions eu-west-1, preflight: --regions is not expected here; see --help",
    "dev, preflight: dev is not expected here; see --help",
    "--region, preflight: --region wants a value; see --help",
    "--environment --region eu-west-1, preflight: --environment wants a value; see --help",
    "--region Ireland, 'preflight: --region held Ireland, expected a region such as eu-west-1'"
  })
  void wrongArgumentsAreSaidInALine(String arguments, String message) {
    assertThat(wrong(Map.of(), arguments.split(" "))).isEqualTo(message);
  }

  @Test
  void aVariableThatHoldsNoRegionIsNamed() {
    assertThat(wrong(Map.of("AWS_REGION", "", "AWS_DEFAULT_REGION", "here")))
        .isEqualTo("preflight: AWS_DEFAULT_REGION held here, expected a region such as eu-west-1");
  }

  @Test
  void theRegionComesFromTheArgumentThenFromTheVariables() {
    Map<String, String> variables =
        Map.of("AWS_REGION", "eu-west-1", "AWS_DEFAULT_REGION", "eu-west-2");

    assertThat(PreflightArguments.parse(variables, "--region", "eu-central-1"))
        .isEqualTo(new PreflightArguments("dev", "eu-central-1"));
    assertThat(PreflightArguments.parse(variables, "--environment", "prod"))
        .isEqualTo(new PreflightArguments("prod", "eu-west-1"));
    assertThat(PreflightArguments.parse(Map.of("AWS_DEFAULT_REGION", "eu-west-2")).region())
        .isEqualTo("eu-west-2");
  }

  private record Ended(int status, String printed) {}

  /**
   * On the class path of scripts/preflight, which has less than the tests', and in no environment.
   */
  private Ended runAlone(Map<String, String> variables, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
                "-Dslf4j.internal.verbosity=WARN",
                "-cp",
                Path.of("target/classes").toAbsolutePath()
                    + File.pathSeparator
                    + Files.readString(Path.of("target/classpath")),
                PreflightCommand.class.getName()));
    command.addAll(List.of(arguments));
    Path printed = folder.resolve("printed");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "HOME", folder.toString(),
                "AWS_EC2_METADATA_DISABLED", "true",
                "PATH", new DockerFixture(folder.resolve("bin")).path()));
    builder.environment().putAll(variables);
    int status = builder.start().waitFor();
    return new Ended(status, Files.readString(printed));
  }

  @Test
  void theEndpointsOfTheEnvironmentCountAndNothingIsMissing() throws Exception {
    try (AccountServer all = new AccountServer();
        AccountServer lambda = new AccountServer()) {
      lambda.concurrency(2000, 1500);
      Ended ended =
          runAlone(
              Map.of(
                  "AWS_ENDPOINT_URL", all.endpoint().toString(),
                  "AWS_ENDPOINT_URL_LAMBDA", lambda.endpoint().toString(),
                  "AWS_ACCESS_KEY_ID", "key",
                  "AWS_SECRET_ACCESS_KEY", "secret",
                  "AWS_REGION", "eu-west-1"));

      assertThat(ended.printed())
          .contains("Lambda runs up to 2,000 functions at once here, 1,500 of them")
          .endsWith("for dev in eu-west-1 of account 123456789012.\n");
      assertThat(ended.status()).isZero();
      assertThat(lambda.called()).containsExactly("lambda:GetAccountSettings");
    }
  }

  @Test
  void credentialsAndRegionMayComeFromAProfile() throws Exception {
    try (AccountServer account = new AccountServer()) {
      account.concurrency(10, 10);
      profile(
          "[profile there]\nregion = eu-west-1\naws_access_key_id = k\naws_secret_access_key = s\n");

      Ended ended =
          runAlone(
              Map.of("AWS_PROFILE", "there", "AWS_ENDPOINT_URL", account.endpoint().toString()));

      assertThat(ended.printed())
          .contains("missing  Lambda runs up to 10 functions")
          .endsWith("1 thing is missing for dev in eu-west-1 of account 123456789012.\n");
      assertThat(ended.status()).isEqualTo(1);
    }
  }

  private void profile(String config) throws IOException {
    Files.createDirectories(folder.resolve(".aws"));
    Files.writeString(folder.resolve(".aws/config"), config);
  }

  @Test
  void withoutCredentialsItSaysSoInASentence() throws Exception {
    Ended ended = runAlone(Map.of(), "--region", "eu-west-1");

    assertThat(ended.printed())
        .startsWith("missing  No AWS credentials that are valid were found\n")
        .doesNotContain("Exception");
    assertThat(ended.status()).isEqualTo(1);
  }

  @Test
  void withoutARegionItSaysWhereItLooked() throws Exception {
    Ended ended = runAlone(Map.of());

    assertThat(ended.printed())
        .isEqualTo(
            "preflight: --region is missing, and neither AWS_REGION nor the AWS profile names a"
                + " region; expected one such as eu-west-1\n");
    assertThat(ended.status()).isEqualTo(2);
  }
}
