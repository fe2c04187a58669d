package dev.millrace.infra.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.Synthesis;
import dev.millrace.infra.artifact.Artifacts;
import dev.millrace.infra.costs.Templates;
import org.junit.jupiter.api.Test;

class ModelEndpointTest {
  private final Synthesis synthesis = Synthesis.byDefault();

  @Test
  void theContainerIsToldWhereTheRoutesAndTheVersionsAre() {
    var container = model(synthesis).properties().at("/PrimaryContainer/Environment");

    assertThat(container.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "AWS_REGION",
            "MODEL_HEARTBEATS_TABLE",
            "MODEL_MEMORY_MB",
            "MODEL_REGISTRY_BUCKET",
            "MODEL_ROUTING_TABLE");
    assertThat(container.path("MODEL_ROUTING_TABLE").toString()).contains("ModelRouting");
    assertThat(container.path("MODEL_MEMORY_MB").asText()).isEqualTo("2048");
  }

  @Test
  void theContainerMayReadRoutesAndValidatedVersionsAndSayWhatIsLoaded() {
    var allowed =
        synthesis
            .resource("AWS::IAM::Role", "ModelRole")
            .properties()
            .at("/Policies/0/PolicyDocument/Statement");

    assertThat(allowed)
        .filteredOn(
            statement -> statement.path("Action").toString().matches(".*(dynamodb|s3|ec2):.*"))
        .satisfiesExactlyInAnyOrder(
            statement -> assertAllowed(statement, "s3:GetObject", "registry/*"),
            statement -> assertAllowed(statement, "dynamodb:Scan", "ModelRouting"),
            statement -> assertAllowed(statement, "dynamodb:PutItem", "ModelHeartbeats"));
  }

  private static void assertAllowed(JsonNode statement, String action, String resource) {
    assertThat(statement.path("Action").asText()).isEqualTo(action);
    assertThat(statement.path("Resource").toString()).contains(resource);
  }

  /** In isolation it would have no credentials: it could read neither the routes nor a version. */
  @Test
  void theContainerIsNotIsolatedAndIsInTheNetworkWhereThereIsOne() {
    assertThat(model(synthesis).property("/EnableNetworkIsolation")).isEqualTo("false");
    assertThat(model(synthesis).properties().has("VpcConfig")).isFalse();
    assertThat(model(Synthesis.otherwise()).properties().at("/VpcConfig/Subnets")).hasSize(2);
    assertThat(
            model(Synthesis.otherwise()).properties().at("/VpcConfig/SecurityGroupIds").toString())
        .contains("Models");
  }

  @Test
  void requestsAreNotCaptured() {
    assertThat(configuration(synthesis).properties().has("DataCaptureConfig")).isFalse();
  }

  @Test
  void theInstanceTypeIsASetting() {
    assertThat(configuration(synthesis).property("/ProductionVariants/0/InstanceType"))
        .isEqualTo("ml.c6g.large");
    assertThat(configuration(Synthesis.otherwise()).property("/ProductionVariants/0/InstanceType"))
        .isEqualTo("ml.m5d.large");
  }

  @Test
  void theImageIsBuiltForTheInstancesProcessor() {
    assertThat(platform(synthesis)).isEqualTo("linux/arm64");
    assertThat(platform(Synthesis.otherwise())).isEqualTo("linux/amd64");
  }

  @Test
  void aVolumeIsEncryptedUnlessTheHardwareDoesIt() {
    assertThat(configuration(synthesis).properties().has("KmsKeyId")).isTrue();
    assertThat(configuration(Synthesis.otherwise()).properties().has("KmsKeyId")).isFalse();
  }

  /** SageMaker refuses the manifest of an OCI image, which some Dockers push by default. */
  @Test
  void theImageIsPushedWithDockersManifest() {
    assertThat(images(synthesis).findValue("dockerOutputs"))
        .extracting(JsonNode::asText)
        .containsExactly("type=docker");
  }

  @Test
  void anUpdateIsTakenBackByTheAlarmsOfTheEndpoint() {
    var endpoint = synthesis.resource("AWS::SageMaker::Endpoint", "Endpoint");
    assertThat(endpoint.properties().at("/DeploymentConfig/AutoRollbackConfiguration/Alarms"))
        .extracting(alarm -> alarm.at("/AlarmName/Ref").asText())
        .hasSize(2)
        .anyMatch(alarm -> alarm.contains("EndpointErrors"))
        .anyMatch(alarm -> alarm.contains("EndpointLatency"));
    assertThat(endpoint.property("/EndpointName")).isEqualTo("test-millrace-model");
    assertThat(
            synthesis
                .resource("AWS::CloudWatch::Alarm", "Alarms/EndpointErrors")
                .properties()
                .path("Dimensions")
                .findValuesAsText("Value"))
        .contains("test-millrace-model");
  }

  @Test
  void keysRotate() {
    assertThat(synthesis.resources("AWS::KMS::Key"))
        .isNotEmpty()
        .allMatch(key -> key.property("/EnableKeyRotation").equals("true"));
  }

  private static Templates.Resource model(Synthesis synthesis) {
    return synthesis.resource("AWS::SageMaker::Model", "Model");
  }

  private static Templates.Resource configuration(Synthesis synthesis) {
    return synthesis.resource("AWS::SageMaker::EndpointConfig", "EndpointConfiguration");
  }

  private static String platform(Synthesis synthesis) {
    return images(synthesis).findValue("platform").asText();
  }

  private static JsonNode images(Synthesis synthesis) {
    var template = synthesis.templates().file("MillraceModel").getFileName().toString();
    return Artifacts.json(
            synthesis.directory().resolve(template.replace(".template.json", ".assets.json")))
        .path("dockerImages");
  }
}
