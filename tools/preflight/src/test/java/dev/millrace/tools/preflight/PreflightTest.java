package dev.millrace.tools.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tools.preflight.AccountServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The whole report, the region and the bootstrap, and what cannot be looked at. */
class PreflightTest extends AccountTest {
  @Test
  void anAccountThatHasAllLacksNothing() throws IOException {
    Preflight.Report report = report();

    assertThat(report.isComplete()).isTrue();
    assertThat(report.text().lines())
        .containsExactly(
            "ok       arn:aws:iam::123456789012:user/deployer deploys to account 123456789012,"
                + " region eu-west-1",
            "ok       eu-west-1 has what Millrace needs, as of 2026-05-31 (infra-cdk/regions.json"
                + " has the source)",
            "ok       Docker 27.3.1 builds for linux/arm64, the processor of ml.c6g.large",
            "ok       Docker's own store pushes images in a form that SageMaker takes",
            "ok       The CDK's bootstrap stack has version 30",
            "ok       Lambda runs up to 1,000 functions at once here, 1,000 of them without a"
                + " reservation",
            "ok       SageMaker's quota \"ml.c6g.large for endpoint usage\" is 2: the first"
                + " deployment needs 1, and an update 2, because the old and the new machines run"
                + " side by side for a while",
            "ok       Lake Formation leaves new Glue databases and tables to IAM",
            "ok       The names of the Glue databases are free: bronze, silver, gold",
            "ok       The name of the Athena workgroup is free: millrace-dev",
            "ok       dev has no stack yet",
            "",
            "Nothing is known to be missing for dev in eu-west-1 of account 123456789012.");
  }

  @Test
  void theHelpListsThePermissionsThatTheCallsNeed() throws IOException {
    account.databases("bronze");
    account.lakeFormation("", "", "");
    account.quotas("servicequotas:ListServiceQuotas");
    account.stacks(AccountServer.stack("dev-MillraceLakeData", "CREATE_COMPLETE", true));
    report();

    List<String> listed =
        Files.readString(Path.of("../../scripts/preflight"))
            .lines()
            .flatMap(line -> List.of(line.strip().split(" +")).stream())
            .filter(word -> word.matches("[a-z]+:[A-Z]\\w+"))
            .toList();

    assertThat(listed).containsExactlyInAnyOrderElementsOf(account.called());
  }

  @Test
  void withoutCredentialsTheAccountIsNotAsked() throws IOException {
    Preflight.Report report =
        report(
            () -> {
              throw SdkClientException.create("Unable to load credentials");
            });

    assertThat(report.isComplete()).isFalse();
    assertThat(account.called()).isEmpty();
    assertThat(report.text())
        .startsWith("missing  No AWS credentials that are valid were found\n           aws login")
        .contains("unknown  7 more things need credentials to be looked at")
        .contains("ok       Docker")
        .endsWith("1 thing is missing for dev in eu-west-1; 1 could not be told.");
  }

  @ParameterizedTest
  @CsvSource({
    "ExpiredToken, The AWS credentials have expired",
    "InvalidClientTokenId, AWS does not accept the credentials in eu-west-1"
  })
  void credentialsThatAwsRefusesAreMissing(String code, String sentence) throws IOException {
    account.answer("sts:GetCallerIdentity", request -> Answer.xmlError(code, "No"));

    Preflight.Report report = report();

    assertThat(report.findings().getFirst().status()).isEqualTo(Finding.Status.MISSING);
    assertThat(report.findings().getFirst().sentence()).startsWith(sentence);
    assertThat(account.called()).containsExactly("sts:GetCallerIdentity");
  }

  @Test
  void whereTheCallerIsNotToldTheRestIsLookedAt() throws IOException {
    account.deny("sts:GetCallerIdentity");
    account.answer(
        "ssm:GetParameter", request -> Answer.jsonError("ParameterNotFound", "No such parameter"));

    assertThat(lacks())
        .extracting(Finding::sentence)
        .satisfiesExactly(
            caller -> assertThat(caller).startsWith("Whose credentials these are could not be"),
            bootstrap -> assertThat(bootstrap).startsWith("The CDK is not bootstrapped"));
    assertThat(lacks().getLast().commands().getFirst()).contains("aws://ACCOUNT/eu-west-1");
  }

  @ParameterizedTest
  @CsvSource({
    "lambda:GetAccountSettings, The number of functions that may run at once",
    "servicequotas:ListServiceQuotas, SageMaker's quota",
    "ssm:GetParameter, The CDK's bootstrap stack",
    "lakeformation:GetDataLakeSettings, Lake Formation's settings",
    "glue:GetDatabase, 'Whether the account has Glue databases bronze, silver, gold'",
    "athena:ListWorkGroups, Whether the account has an Athena workgroup millrace-dev",
    "cloudformation:DescribeStacks, What an earlier deployment of dev left"
  })
  void aRefusalIsUnknownAndStopsNothingElse(String permission, String subject) throws IOException {
    account.deny(permission);

    Finding unknown = theOnlyLack(Finding.Status.UNKNOWN);

    assertThat(unknown.sentence())
        .startsWith(subject)
        .contains(" could not be looked at: ")
        .contains("not authorized to perform: " + permission)
        .doesNotContain("\n");
    assertThat(report().isComplete()).isTrue();
    assertThat(report().text())
        .endsWith(
            "Nothing is known to be missing for dev in eu-west-1 of account 123456789012;"
                + " 1 could not be told.");
  }

  @Test
  void aServiceThatDoesNotAnswerIsUnknown() throws IOException {
    System.setProperty("aws.endpointUrlLambda", "http://127.0.0.1:1");

    assertThat(theOnlyLack(Finding.Status.UNKNOWN).sentence())
        .startsWith("The number of functions that may run at once could not be looked at: ");
  }

  @Test
  void aRegionThatLacksAServiceIsMissing() throws IOException {
    region = "me-south-1";

    assertThat(theOnlyMissing().sentence())
        .startsWith("me-south-1 does not have what Millrace needs, as of 2026-05-31")
        .endsWith("it lacks Iceberg tables");
  }

  @Test
  void aRegionWithoutTableOptimizersIsMissingUnlessNoneAreWanted() throws IOException {
    region = "us-west-1";

    assertThat(theOnlyMissing().sentence())
        .startsWith("us-west-1 has no Glue table optimizers")
        .contains("dev-MillraceLake cannot be deployed");

    file(EnvironmentSettings.FILE, "{\"environments\":{\"dev\":{\"tableOptimizers\":false}}}");
    assertThat(lacks()).isEmpty();
  }

  @Test
  void theProjectsOwnListOfRegionsTellsThoseThatLackSomething() throws IOException {
    file(RegionServices.FILE, Files.readString(Path.of("../..", RegionServices.FILE)));

    assertThat(lacks()).isEmpty();
    region = "me-south-1";
    assertThat(theOnlyMissing().sentence()).startsWith("me-south-1 does not have");
  }

  @Test
  void aListOfRegionsWithoutItsDateIsAnError() throws IOException {
    file(RegionServices.FILE, "{\"source\": \"a list\"}");

    assertThatThrownBy(this::report)
        .isInstanceOf(IOException.class)
        .hasMessage("as_of of infra-cdk/regions.json held nothing, expected a text");
  }

  @Test
  void aRegionOfAnotherPartitionIsMissing() throws IOException {
    region = "cn-north-1";

    assertThat(theOnlyMissing().sentence())
        .startsWith("cn-north-1 is in the partition aws-cn; the stacks are made for");
  }

  @Test
  void aRegionOfWhichNothingIsKnownIsUnknown() throws IOException {
    region = "eu-wset-1";

    assertThat(theOnlyLack(Finding.Status.UNKNOWN).sentence())
        .startsWith("eu-wset-1 is no region that this program knows");
  }

  @Test
  void anAccountWithoutBootstrapIsMissingIt() throws IOException {
    account.answer(
        "ssm:GetParameter", request -> Answer.jsonError("ParameterNotFound", "No such parameter"));

    Finding missing = theOnlyMissing();

    assertThat(missing.sentence()).startsWith("The CDK is not bootstrapped here");
    assertThat(missing.commands())
        .containsExactly("(cd infra-cdk && npx cdk bootstrap aws://123456789012/eu-west-1)");
  }

  @Test
  void anOldBootstrapIsMissingItsUpdate() throws IOException {
    account.answer("ssm:GetParameter", "{\"Parameter\":{\"Value\":\"5\"}}");

    assertThat(theOnlyMissing().sentence())
        .endsWith("has version 5, and the stacks need 6 or later");

    account.answer("ssm:GetParameter", "{\"Parameter\":{\"Value\":\"6\"}}");
    assertThat(lacks()).isEmpty();
  }

  @Test
  void aBootstrapVersionThatIsNoNumberIsUnknown() throws IOException {
    account.answer("ssm:GetParameter", "{\"Parameter\":{\"Value\":\"v6\"}}");

    assertThat(theOnlyLack(Finding.Status.UNKNOWN).sentence())
        .endsWith("held \"v6\", expected a number");
  }
}
