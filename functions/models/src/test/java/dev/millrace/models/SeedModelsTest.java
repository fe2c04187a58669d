package dev.millrace.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.models.RegistryFixture.Answer;
import dev.millrace.routing.RoutingItem;
import dev.millrace.routing.RoutingRow;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.Invocation;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;

/** The version that comes with a deployment, as CloudFormation has it registered. */
class SeedModelsTest {
  private static final String VERSION = "/models/session-conversion/versions/1.0.0";

  @TempDir private static Path folder;
  private static RegistryServers servers;
  private static ResourceAnswers cloudFormation;
  private final RegistryFixture registry = new RegistryFixture(servers);

  @BeforeAll
  static void start() throws Exception {
    servers = new RegistryServers(folder);
    cloudFormation = new ResourceAnswers();
  }

  @AfterAll
  static void stop() {
    cloudFormation.close();
    servers.close();
  }

  private JsonNode seed(String type, String model, String version) throws Exception {
    ObjectNode event = RegistryFixture.JSON.createObjectNode();
    event
        .put("RequestType", type)
        .put("ResponseURL", cloudFormation.address().toString())
        .put("StackId", "stack-1")
        .put("RequestId", "request-1")
        .put("ResourceType", "Custom::SeedModels")
        .put("LogicalResourceId", "SeededModels");
    event.putObject("ResourceProperties").put("Model", model).put("ModelVersion", version);
    new SeedModels(registry.settings())
        .handleRequest(
            new ByteArrayInputStream(RegistryFixture.JSON.writeValueAsBytes(event)),
            OutputStream.nullOutputStream(),
            new Invocation());
    return RegistryFixture.JSON.readTree(cloudFormation.last());
  }

  private GetItemResponse routing(String model) {
    return DynamoDbServer.client()
        .getItem(
            get ->
                get.tableName(registry.table("MODEL_ROUTING_TABLE"))
                    .key(Map.of("model", AttributeValue.fromS(model))));
  }

  @Test
  void theDeployedVersionIsRegisteredAndAnswers() throws Exception {
    JsonNode answer = seed("Create", "session-conversion", "1.0.0");

    assertThat(answer.path("Status").asText()).as("%s", answer).isEqualTo("SUCCESS");
    assertThat(answer.path("LogicalResourceId").asText()).isEqualTo("SeededModels");
    RoutingRow row = RoutingItem.read(routing("session-conversion").item());
    assertThat(row.versions().active()).isEqualTo("1.0.0");
    assertThat(row.revision()).isEqualTo(1);
    assertThat(row.streams()).containsExactly("sessions");
    Answer card = registry.askAs("ann", "millrace/read", "GET", VERSION, "");
    assertThat(card.body().path("status").asText()).isEqualTo("validated");
    assertThat(card.body().path("registered_by").asText()).isEqualTo("deployment");
    assertThat(card.body().at("/route/role").asText()).isEqualTo("active");
    assertThat(registry.ask("GET", "/models/session-conversion/history", "").body())
        .extracting(change -> change.path("action").asText())
        .containsExactly("routed", "validated", "registered");
  }

  @Test
  void aSecondDeploymentChangesNothing() throws Exception {
    seed("Create", "session-conversion", "1.0.0");
    JsonNode before = registry.ask("GET", "/models/session-conversion/history", "").body();

    assertThat(seed("Update", "session-conversion", "1.0.0").path("Status").asText())
        .isEqualTo("SUCCESS");
    assertThat(seed("Delete", "session-conversion", "1.0.0").path("Status").asText())
        .isEqualTo("SUCCESS");

    assertThat(registry.ask("GET", "/models/session-conversion/history", "").body())
        .isEqualTo(before);
  }

  @Test
  void aVersionThatIsNotPackagedFailsTheDeploymentWithAReason() throws Exception {
    JsonNode answer = seed("Create", "session-conversion", "9.9.9");

    assertThat(answer.path("Status").asText()).isEqualTo("FAILED");
    assertThat(answer.path("Reason").asText())
        .isEqualTo(
            "The function's package has no /models/session-conversion/9.9.9/model.json, expected a version from model-server/models");
  }

  @Test
  void anotherFileUnderTheSameVersionFailsTheDeployment() throws Exception {
    registry.register(
        "session-conversion",
        ExportedVersions.body("sklearn-binary", "1.0.0"),
        ExportedVersions.onnx("sklearn-binary"));

    JsonNode answer = seed("Create", "session-conversion", "1.0.0");

    assertThat(answer.path("Status").asText()).isEqualTo("FAILED");
    assertThat(answer.path("Reason").asText())
        .startsWith("session-conversion 1.0.0 is registered with another file");
    assertThat(routing("session-conversion").hasItem()).isFalse();
  }

  @Test
  void featuresAreNamedAsTheDeployedModelHasThem() throws Exception {
    seed("Create", "session-conversion", "1.0.0");

    Answer created =
        registry.ask(
            "POST",
            "/models/other/versions",
            RegistryFixture.body(
                    "1.0.0",
                    ExportedVersions.onnx("sklearn-binary"),
                    "[\"hour_of_day\", \"median_income\"]")
                .toString());

    assertThat(created.status()).as("%s", created.body()).isEqualTo(201);
    JsonNode packaged =
        RegistryFixture.JSON.readTree(
            Path.of("../../model-server/models/session-conversion/1.0.0/model.json").toFile());
    JsonNode features =
        registry.ask("GET", "/models/other/versions/1.0.0", "").body().path("features");
    assertThat(features)
        .hasSize(2)
        .allSatisfy(feature -> assertThat(packaged.path("features")).contains(feature));
    assertThat(
            registry
                .ask(
                    "POST",
                    "/models/other/versions",
                    RegistryFixture.body(
                            "1.1.0", ExportedVersions.onnx("sklearn-binary"), "[\"nobody\"]")
                        .toString())
                .detail())
        .contains("median_income", "of session-conversion 1.0.0");
  }
}
