package dev.millrace.tools.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that are taken, and stacks of an earlier try. */
class NamesTest extends AccountTest {
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
    file(EnvironmentSettings.FILE, "{\"environments\":{\"dev\":{\"databasePrefix\":\"dev_\"}}}");

    assertThat(lacks()).isEmpty();
    assertThat(report().text()).contains("dev_bronze, dev_silver, dev_gold");
  }

  @Test
  void aWorkgroupOfOthersClashes() throws IOException {
    account.workgroups("primary", "millrace-dev");

    assertThat(theOnlyMissing().sentence())
        .startsWith("The Athena workgroup millrace-dev exists and is of no stack of dev");
  }

  @Test
  void namesOfThisEnvironmentItselfDoNotClash() throws IOException {
    account.databases("bronze", "silver", "gold");
    account.workgroups("millrace-dev");
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
            AccountServer.resource("AWS::Athena::WorkGroup", "millrace-dev", "CREATE_COMPLETE")));

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
