package dev.millrace.tools.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tools.preflight.AccountServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Each lack, and each thing that cannot be looked at, in an account that has all the rest. */
class PreflightTest {
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

  private static final String DEPLOYMENT_ROLE =
      "arn:aws:iam::123456789012:role/cdk-hnb659fds-cfn-exec-role-123456789012-eu-west-1";

  @TempDir private Path folder;
  private AccountServer account;
  private DockerFixture docker;
  private String environment = "dev";
  private String region = "eu-west-1";

  @BeforeEach
  void start() throws IOException {
    account = new AccountServer();
    // Before what the environment of the tests may say.
    SERVICES.forEach(
        service -> System.setProperty("aws.endpointUrl" + service, account.endpoint().toString()));
    docker = new DockerFixture(folder.resolve("bin"));
    file(RegionServices.FILE, Files.readString(Path.of("../..", RegionServices.FILE)));
    file(ImageBuild.DOCKERFILE, Files.readString(Path.of("../..", ImageBuild.DOCKERFILE)));
  }

  @AfterEach
  void stop() {
    SERVICES.forEach(service -> System.clearProperty("aws.endpointUrl" + service));
    account.close();
  }

  private void file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private Preflight.Report report() throws IOException {
    return report(CREDENTIALS);
  }

  private Preflight.Report report(AwsCredentialsProvider credentials) throws IOException {
    try (AwsServices services = new AwsServices(region, credentials)) {
      return new Preflight(
              services,
              EnvironmentSettings.read(folder, environment),
              region,
              folder,
              docker.path())
          .report();
    }
  }

  /** The only finding that is not fine. */
  private Finding theOnlyLack(Finding.Status status) throws IOException {
    List<Finding> lacks = lacks();
    assertThat(lacks).hasSize(1);
    assertThat(lacks.getFirst().status()).isEqualTo(status);
    return lacks.getFirst();
  }

  private List<Finding> lacks() throws IOException {
    return report().findings().stream()
        .filter(finding -> finding.status() != Finding.Status.OK)
        .toList();
  }

  private Finding theOnlyMissing() throws IOException {
    return theOnlyLack(Finding.Status.MISSING);
  }

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
            "ok       The name of the Athena workgroup is free: millrace",
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
    "athena:ListWorkGroups, Whether the account has an Athena workgroup millrace",
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
  void whoseTheNamesAreIsUnknownWhereStacksMayNotBeListed() throws IOException {
    account.databases("gold");
    account.stacks(AccountServer.stack("dev-MillraceLakeData", "CREATE_COMPLETE", true));
    account.deny("cloudformation:ListStackResources");

    assertThat(theOnlyLack(Finding.Status.UNKNOWN).sentence())
        .startsWith("Whether the account has Glue databases")
        .contains("cloudformation:ListStackResources");
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
        .endsWith("it lacks Iceberg tables that CloudFormation declares");
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
  void aRegionOfWhichNothingIsKnownIsUnknown() throws IOException {
    region = "eu-wset-1";

    assertThat(theOnlyLack(Finding.Status.UNKNOWN).sentence())
        .startsWith("eu-wset-1 is no region that this program knows");
  }

  @Test
  void aNewAccountRunsTooFewFunctionsAtOnce() throws IOException {
    account.concurrency(10, 10);

    Finding missing = theOnlyMissing();

    assertThat(missing.sentence())
        .startsWith(
            "Lambda runs up to 10 functions at once here, 10 of them without a reservation");
    assertThat(missing.commands())
        .containsExactly(
            "aws service-quotas request-service-quota-increase --service-code lambda"
                + " --quota-code L-B99A9384 --desired-value 1000 --region eu-west-1");
  }

  @Test
  void whatOthersReservedLeavesTooFew() throws IOException {
    account.concurrency(1000, 99);

    assertThat(theOnlyMissing().sentence()).contains("99 of them without a reservation");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 'is 0, and the endpoint cannot be made'",
    "1, 'is 1, and the endpoint cannot be made'",
    "2, 'is 2, enough to begin with, but not to update the endpoint'",
    "3, 'is 3, enough to begin with, but not to update the endpoint'"
  })
  void aQuotaMustDoForTheEndpointAndForItsUpdate(int quota, String judgement) throws IOException {
    file(EnvironmentSettings.FILE, "{\"environments\":{\"dev\":{\"endpointInstances\":2}}}");
    account.quotas("servicequotas:ListServiceQuotas", AccountServer.quota("ml.c6g.large", quota));

    Finding missing = theOnlyMissing();

    assertThat(missing.sentence())
        .contains(judgement)
        .contains("the first deployment needs 2, and an update 4");
    assertThat(missing.commands())
        .containsExactly(
            "aws service-quotas request-service-quota-increase --service-code sagemaker"
                + " --quota-code L-OF-ml.c6g.large --desired-value 4 --region eu-west-1");
  }

  @Test
  void aQuotaThatTheAccountHasNoOwnValueOfHasItsDefault() throws IOException {
    account.quotas("servicequotas:ListServiceQuotas");
    account.quotas(
        "servicequotas:ListAWSDefaultServiceQuotas", AccountServer.quota("ml.c6g.large", 0));

    assertThat(theOnlyMissing().sentence()).contains("is 0");

    account.quotas(
        "servicequotas:ListAWSDefaultServiceQuotas", AccountServer.quota("ml.c6g.large", 4));
    assertThat(lacks()).isEmpty();
  }

  @Test
  void anInstanceTypeWithoutAQuotaDoesNotExist() throws IOException {
    file(
        EnvironmentSettings.FILE,
        "{\"environments\":{\"dev\":{\"endpointInstanceType\":\"ml.c6g.huge\"}}}");

    assertThat(theOnlyMissing().sentence())
        .startsWith("SageMaker knows no quota \"ml.c6g.huge for endpoint usage\" in eu-west-1");
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

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void lakeFormationInChargeWantsGrants(boolean ofDatabases) throws IOException {
    account.lakeFormation(
        ofDatabases ? "" : AccountServer.LEFT_TO_IAM,
        ofDatabases ? AccountServer.LEFT_TO_IAM : "",
        "");

    Finding missing = theOnlyMissing();

    assertThat(missing.sentence())
        .startsWith("Lake Formation, and not IAM, decides on new Glue ")
        .contains("Required Create Database on Catalog");
    assertThat(missing.commands())
        .contains(
            "aws lakeformation grant-permissions --principal DataLakePrincipalIdentifier="
                + DEPLOYMENT_ROLE
                + " --resource '{\"Catalog\":{}}' --permissions CREATE_DATABASE --region eu-west-1")
        .anyMatch(command -> command.contains("{\"Table\":{\"DatabaseName\":\"silver\""));
  }

  @Test
  void whereTheDeploymentMayCreateDatabasesTheGrantsCanWait() throws IOException {
    account.lakeFormation("", "", "");
    account.answer(
        "lakeformation:ListPermissions",
        request ->
            Answer.of(
                request.contains(DEPLOYMENT_ROLE) && request.contains("\"NextToken\"")
                    ? "{\"PrincipalResourcePermissions\":[{\"Permissions\":[\"CREATE_DATABASE\"]}]}"
                    : "{\"PrincipalResourcePermissions\":[],\"NextToken\":\"second\"}"));

    assertThat(lacks()).isEmpty();
    assertThat(report().text())
        .contains(
            "ok       Lake Formation, and not IAM, decides on new Glue databases or tables:"
                + " CloudFormation may create databases, but what is deployed is refused",
            "\n           # After the deployment")
        .doesNotContain("# Before the deployment");
  }

  @Test
  void anAdministratorOfTheDataLakeMayCreateDatabases() throws IOException {
    account.lakeFormation(
        "", "", "{\"DataLakePrincipalIdentifier\":\"%s\"}".formatted(DEPLOYMENT_ROLE));

    assertThat(lacks()).isEmpty();
  }

  @Test
  void grantsThatMayNotBeListedAreTakenToBeMissing() throws IOException {
    account.lakeFormation("", "", "");
    account.deny("lakeformation:ListPermissions");

    assertThat(theOnlyMissing().sentence())
        .contains("whether CloudFormation may create databases could not be looked at: ")
        .contains("not authorized to perform: lakeformation:ListPermissions");
  }

  @Test
  void aDatabaseOfOthersClashes() throws IOException {
    account.databases("bronze", "gold");
    account.stacks(
        AccountServer.stack("prod-MillraceLakeData", "CREATE_COMPLETE", true),
        AccountServer.stack("dev-MillraceLakeData", "CREATE_COMPLETE", true));
    account.resources(
        Map.of(
            "dev-MillraceLakeData",
            AccountServer.resource("AWS::Glue::Database", "gold", "CREATE_COMPLETE"),
            "prod-MillraceLakeData",
            AccountServer.resource("AWS::Glue::Database", "bronze", "CREATE_COMPLETE")));

    Finding missing = theOnlyMissing();

    assertThat(missing.sentence())
        .startsWith("The Glue database bronze exists and is of no stack of dev");
    assertThat(missing.commands())
        .anyMatch(command -> command.startsWith("aws glue delete-database --name bronze "));
  }

  @Test
  void aDatabaseThatADeletedStackLeftClashes() throws IOException {
    account.databases("silver");
    account.stacks(AccountServer.stack("dev-MillraceLakeData", "REVIEW_IN_PROGRESS", false));
    account.resources(
        Map.of(
            "dev-MillraceLakeData",
            AccountServer.resource("AWS::Glue::Database", "silver", "DELETE_SKIPPED")));

    assertThat(theOnlyMissing().sentence()).startsWith("The Glue database silver exists");
  }

  @Test
  void aPrefixLeadsToOtherNames() throws IOException {
    account.databases("bronze", "silver", "gold");
    account.workgroups("primary", "millrace");
    file(EnvironmentSettings.FILE, "{\"environments\":{\"dev\":{\"databasePrefix\":\"dev_\"}}}");

    assertThat(lacks()).isEmpty();
    assertThat(report().text()).contains("dev_bronze, dev_silver, dev_gold", "dev_millrace");
  }

  @Test
  void aWorkgroupOfOthersClashes() throws IOException {
    account.workgroups("primary", "millrace");

    assertThat(theOnlyMissing().sentence())
        .startsWith("The Athena workgroup millrace exists and is of no stack of dev");
  }

  @Test
  void namesOfThisEnvironmentItselfDoNotClash() throws IOException {
    account.databases("bronze", "silver", "gold");
    account.workgroups("millrace");
    account.stacks(
        AccountServer.stack("dev-MillraceLakeData", "CREATE_COMPLETE", true),
        AccountServer.stack("dev-MillraceLake", "UPDATE_COMPLETE", false));
    account.resources(
        Map.of(
            "dev-MillraceLakeData",
            AccountServer.resource("AWS::Glue::Database", "bronze", "CREATE_COMPLETE")
                + AccountServer.resource("AWS::Glue::Database", "silver", "CREATE_COMPLETE")
                + AccountServer.resource("AWS::Glue::Database", "gold", "UPDATE_COMPLETE"),
            "dev-MillraceLake",
            AccountServer.resource("AWS::Athena::WorkGroup", "millrace", "CREATE_COMPLETE")));

    assertThat(lacks()).isEmpty();
  }

  @Test
  void aFirstTryThatWasRolledBackHasAWayOut() throws IOException {
    account.stacks(
        AccountServer.stack("other-MillraceModel", "ROLLBACK_COMPLETE", false),
        AccountServer.stack("dev-MillraceLakeData", "ROLLBACK_COMPLETE", true));

    Finding missing = theOnlyMissing();

    assertThat(missing.sentence())
        .startsWith("The stack dev-MillraceLakeData is in ROLLBACK_COMPLETE");
    assertThat(missing.commands())
        .containsExactly(
            "aws cloudformation update-termination-protection --no-enable-termination-protection"
                + " --stack-name dev-MillraceLakeData --region eu-west-1",
            "aws cloudformation delete-stack --stack-name dev-MillraceLakeData --region eu-west-1",
            "aws cloudformation wait stack-delete-complete --stack-name dev-MillraceLakeData"
                + " --region eu-west-1",
            "(cd infra-cdk && npx cdk deploy 'dev/*')");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ROLLBACK_FAILED", "DELETE_FAILED"})
  void whatStoodInTheWayOfADeletionIsShown(String status) throws IOException {
    account.stacks(AccountServer.stack("dev-MillraceModel", status, false));

    assertThat(theOnlyMissing().commands())
        .first()
        .asString()
        .startsWith("aws cloudformation describe-stack-events --stack-name dev-MillraceModel");
  }
}
