package dev.millrace.tools.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** An account that has all at first, of which a test takes something away. */
abstract class AccountTest {
  private static final String REGIONS =
      """
      {"as_of": "2026-05-31", "source": "a list", "unsupported": {"me-south-1": "Iceberg tables"},
        "without_table_optimizers": ["us-west-1"]}
      """;

  private static final List<String> SERVICES =
      List.of(
          "Athena",
          "CloudFormation",
          "Glue",
          "LakeFormation",
          "Lambda",
          "ServiceQuotas",
          "Ssm",
          "Sts");
  private static final AwsCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret"));

  @TempDir private Path folder;
  AccountServer account;
  private DockerFixture docker;
  String region = "eu-west-1";

  @BeforeEach
  void start() throws IOException {
    account = new AccountServer();
    // Before what the environment of the tests may say.
    SERVICES.forEach(
        service -> System.setProperty("aws.endpointUrl" + service, account.endpoint().toString()));
    docker = new DockerFixture(folder.resolve("bin"));
    file(RegionServices.FILE, REGIONS);
  }

  @AfterEach
  void stop() {
    SERVICES.forEach(service -> System.clearProperty("aws.endpointUrl" + service));
    account.close();
  }

  final void file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  final Preflight.Report report() throws IOException {
    return report(CREDENTIALS);
  }

  final Preflight.Report report(AwsCredentialsProvider credentials) throws IOException {
    try (AwsServices services = new AwsServices(region, credentials)) {
      return new Preflight(
              services, EnvironmentSettings.read(folder, "dev"), region, folder, docker.path())
          .report();
    }
  }

  /** The only finding that is not fine. */
  final Finding theOnlyLack(Finding.Status status) throws IOException {
    List<Finding> lacks = lacks();
    assertThat(lacks).hasSize(1);
    assertThat(lacks.getFirst().status()).isEqualTo(status);
    return lacks.getFirst();
  }

  final List<Finding> lacks() throws IOException {
    return report().findings().stream()
        .filter(finding -> finding.status() != Finding.Status.OK)
        .toList();
  }

  final Finding theOnlyMissing() throws IOException {
    return theOnlyLack(Finding.Status.MISSING);
  }
}
