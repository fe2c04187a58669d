package dev.millrace.infra.construct;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.Synthesis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanaryReleaseTest {
  private final Synthesis synthesis = Synthesis.byDefault();

  @ParameterizedTest
  @ValueSource(strings = {"ScoreSessions", "PredictionsApi", "EventsApi"})
  void aFunctionOnTheScoringPathMovesByDegreesAndBackOnItsAlarms(String function) {
    var alias = synthesis.resource("AWS::Lambda::Alias", function + "Live");
    assertThat(
            alias
                .json()
                .at("/UpdatePolicy/CodeDeployLambdaAliasUpdate/DeploymentGroupName/Ref")
                .asText())
        .contains(function + "Release");
    var release = synthesis.resource("AWS::CodeDeploy::DeploymentGroup", function + "Release");
    assertThat(release.property("/DeploymentConfigName")).contains("LambdaCanary10Percent5Minutes");
    assertThat(release.properties().at("/AlarmConfiguration/Alarms"))
        .extracting(alarm -> alarm.at("/Name/Ref").asText())
        .singleElement()
        .asString()
        .contains(function + "Errors");
    assertThat(release.properties().at("/AutoRollbackConfiguration/Events"))
        .extracting(JsonNode::asText)
        .contains("DEPLOYMENT_STOP_ON_ALARM");
  }

  @Test
  void itsRoleMovesThatAliasOnly() {
    assertThat(
            synthesis
                .resource("AWS::IAM::Role", "ScoreSessionsReleaseRole")
                .properties()
                .toString())
        .contains("lambda:UpdateAlias", "aws:SourceAccount")
        .doesNotContain("\"Resource\":\"*\"", "ManagedPolicyArns");
  }

  @Test
  void allAtOnceIsASetting() {
    assertThat(Synthesis.otherwise().resources("AWS::CodeDeploy::DeploymentGroup")).isEmpty();
    assertThat(
            Synthesis.otherwise()
                .resource("AWS::Lambda::Alias", "ScoreSessionsLive")
                .json()
                .has("UpdatePolicy"))
        .isFalse();
  }
}
