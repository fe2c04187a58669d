package dev.millrace.infra.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.Synthesis;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ModelsRegistryFunctionsTest {
  private final Synthesis synthesis = Synthesis.byDefault();

  private List<String> actions(String function) {
    var actions = new TreeSet<String>();
    for (JsonNode action :
        synthesis
            .resource("AWS::IAM::Role", function + "Role")
            .properties()
            .at("/Policies/0/PolicyDocument/Statement")
            .findValues("Action")) {
      if (action.isArray()) {
        action.forEach(one -> actions.add(one.asText()));
      } else {
        actions.add(action.asText());
      }
    }
    return List.copyOf(actions);
  }

  @Test
  void whatRunsUploadedFilesMayUseTheBucketAndNothingElse() {
    assertThat(actions("ValidateVersion"))
        .containsExactly(
            "logs:CreateLogStream",
            "logs:PutLogEvents",
            "s3:GetObject",
            "s3:ListBucket",
            "s3:PutObject",
            "xray:PutTelemetryRecords",
            "xray:PutTraceSegments");
  }

  @Test
  void nobodyWhoIsAskedOverHttpWritesWhatInstancesLoad() {
    var statements =
        synthesis
            .resource("AWS::IAM::Role", "ModelsApiRole")
            .properties()
            .at("/Policies/0/PolicyDocument/Statement");
    assertThat(statements)
        .filteredOn(statement -> statement.path("Action").toString().contains("s3:PutObject"))
        .singleElement()
        .satisfies(
            statement -> assertThat(statement.path("Resource").toString()).contains("/staging/*"));
  }

  @Test
  void aValidationIsTriedOnce() {
    var once = synthesis.resource("AWS::Lambda::EventInvokeConfig", "ValidateVersionOnce");
    assertThat(once.properties().path("MaximumRetryAttempts").asInt(-1)).isZero();
    assertThat(once.properties().has("DestinationConfig")).isFalse();
  }

  @Test
  void anotherDeployedVersionIsRegisteredOnceTheFunctionsAreThere() {
    var seeded = synthesis.resource("Custom::SeedModels", "SeededModels/Default");
    assertThat(seeded.property("/Model")).isEqualTo("session-conversion");
    assertThat(seeded.property("/ModelVersion")).isEqualTo("1.0.0");
    assertThat(seeded.property("/ServiceTimeout")).isEqualTo("600");
    assertThat(seeded.properties().path("ServiceToken").toString()).contains("SeedModelsLive");
  }

  @Test
  void theFunctionsAreToldTheLargestFile() {
    assertThat(
            Synthesis.of("small-models", Map.of("modelMaximumMegabytes", "7"))
                .resource("AWS::Lambda::Function", "ValidateVersion")
                .property("/Environment/Variables/MODEL_MAXIMUM_MEGABYTES"))
        .isEqualTo("7");
  }
}
