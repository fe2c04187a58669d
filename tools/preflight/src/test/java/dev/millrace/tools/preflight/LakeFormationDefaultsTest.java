package dev.millrace.tools.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tools.preflight.AccountServer.Answer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who decides on new databases and tables. */
class LakeFormationDefaultsTest extends AccountTest {
  private static final String DEPLOYMENT_ROLE =
      "arn:aws:iam::123456789012:role/cdk-hnb659fds-cfn-exec-role-123456789012-eu-west-1";

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
}
