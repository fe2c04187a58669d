package dev.millrace.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.common.Sha256;
import dev.millrace.models.RegistryFixture.Answer;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutingItem;
import dev.millrace.routing.RoutingRow;
import dev.millrace.testsupport.DynamoDbServer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A version from its announcement to its end, over the API. */
class VersionsApiTest {
  private static final String IRIS = "onnxmltools-iris";
  private static final String VERSION = "/models/iris/versions/1.0.0";

  @TempDir private static Path folder;
  private static RegistryServers servers;
  private final RegistryFixture registry = new RegistryFixture(servers);

  @BeforeAll
  static void start() throws Exception {
    servers = new RegistryServers(folder);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  private Answer registerIris(String version) throws Exception {
    return registry.register(
        "iris", ExportedVersions.body(IRIS, version), ExportedVersions.onnx(IRIS));
  }

  private Answer post(ObjectNode body) throws Exception {
    return registry.ask("POST", "/models/iris/versions", body.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "onnxmltools-iris",
        "sklearn-binary",
        "sklearn-boosting",
        "sklearn-strict",
        "torch-named",
        "tribuo-regression"
      })
  void aFileOfAnExporterIsValidated(String name) throws Exception {
    Answer answer =
        registry.register(
            "exported", ExportedVersions.body(name, "1.0.0"), ExportedVersions.onnx(name));

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    assertThat(answer.body().path("status").asText()).isEqualTo("validated");
  }

  @Test
  void theCardTellsWhatAVersionIs() throws Exception {
    ObjectNode body = ExportedVersions.body(IRIS, "1.0.0");
    body.putObject("metadata").put("notebook", "iris.ipynb").putObject("lineage").put("rows", 150);
    registry.register("iris", body, ExportedVersions.onnx(IRIS));

    JsonNode card = registry.ask("GET", VERSION, "").body();

    assertThat(card.path("name").asText()).isEqualTo("iris");
    assertThat(card.path("registered_by").asText()).isEqualTo("operator");
    assertThat(card.path("task").asText()).isEqualTo("multiclass");
    assertThat(card.path("features")).isEqualTo(body.path("features"));
    assertThat(card.path("bytes").asLong()).isEqualTo(ExportedVersions.onnx(IRIS).length);
    assertThat(card.path("memory_bytes").asLong()).isGreaterThanOrEqualTo(670);
    assertThat(card.path("golden_rows").asInt()).isEqualTo(3);
    assertThat(card.at("/metadata/notebook").asText()).isEqualTo("iris.ipynb");
    assertThat(card.at("/lineage/rows").asInt()).isEqualTo(150);
    assertThat(card.has("route")).isFalse();
  }

  @Test
  void theFilesOfAVersionAreThoseThatWereValidated() throws Exception {
    registerIris("1.0.0");

    assertThat(registry.object("registry/iris/1.0.0/model.onnx"))
        .isEqualTo(ExportedVersions.onnx(IRIS));
    assertThat(new String(registry.object("registry/iris/1.0.0/model.json"), UTF_8))
        .contains("\"name\":\"iris\"", "\"version\":\"1.0.0\"", "\"golden\":[");
  }

  @Test
  void aValidatedVersionIsNeverPostedAgain() throws Exception {
    registerIris("1.0.0");

    assertThat(post(ExportedVersions.body(IRIS, "1.0.0")).status()).isEqualTo(409);
    assertThat(registry.ask("POST", VERSION + "/complete", "").status()).isEqualTo(200);
    assertThat(registerIris("1.1.0").status()).isEqualTo(200);
  }

  @Test
  void aRejectedVersionIsPostedAgain() throws Exception {
    byte[] cut = Arrays.copyOf(ExportedVersions.onnx(IRIS), 300);
    ObjectNode body = ExportedVersions.body(IRIS, "1.0.0").put("sha256", Sha256.hex(cut));

    Answer rejected = registry.register("iris", body, cut);

    assertThat(rejected.status()).isEqualTo(422);
    assertThat(rejected.detail()).isEqualTo("model.onnx is no ONNX model, or is cut off");
    assertThat(registry.ask("GET", VERSION, "").body().path("error").asText())
        .isEqualTo(rejected.detail());
    assertThat(registerIris("1.0.0").status()).isEqualTo(200);
  }

  @Test
  void otherBytesThanAnnouncedAreNotValidated() throws Exception {
    ObjectNode body = ExportedVersions.body(IRIS, "1.0.0").put("sha256", "0".repeat(64));

    Answer answer = registry.register("iris", body, ExportedVersions.onnx(IRIS));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.detail()).contains("0000");
    assertThat(registry.keys()).noneMatch(key -> key.startsWith("registry/"));
  }

  @Test
  void theAddressIsSignedForTheChecksum() throws Exception {
    Answer created = post(ExportedVersions.body(IRIS, "1.0.0"));

    assertThat(created.body().path("upload_headers").properties())
        .extracting(header -> header.getKey().toLowerCase(Locale.ROOT))
        .containsExactly("x-amz-checksum-sha256");
    assertThat(created.body().path("upload_url").asText())
        .contains("/staging/iris/1.0.0/", "X-Amz-SignedHeaders=host%3Bx-amz-checksum-sha256");
  }

  @Test
  void aVersionWithoutAFileIsRejected() throws Exception {
    post(ExportedVersions.body(IRIS, "1.0.0"));

    Answer answer = registry.ask("POST", VERSION + "/complete", "");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.detail()).startsWith("Nothing was uploaded for iris 1.0.0");
  }

  @Test
  void aFileThatIsTooLargeIsNotRead() throws Exception {
    byte[] large = new byte[(1 << 20) + 1];
    ObjectNode body = ExportedVersions.body(IRIS, "1.0.0").put("sha256", Sha256.hex(large));

    Answer answer = registry.register("iris", body, large);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.detail())
        .isEqualTo("model.onnx has 1,048,577 bytes, expected at most 1,048,576; it was not read");
  }

  @Test
  void featuresThatTheFileDoesNotTakeAreRejected() throws Exception {
    ObjectNode body = ExportedVersions.body(IRIS, "1.0.0");
    body.remove("golden");
    body.withArray("features").addObject().put("name", "hour_of_day");

    Answer answer = registry.register("iris", body, ExportedVersions.onnx(IRIS));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.detail()).contains("3").doesNotContain("/", "Exception", "ORT_");
  }

  @Test
  void aGoldenRowThatDoesNotReplayIsRejected() throws Exception {
    ObjectNode body = ExportedVersions.body(IRIS, "1.0.0");
    ((ObjectNode) body.at("/golden/0/probabilities")).put("0", 0.123);

    Answer answer = registry.register("iris", body, ExportedVersions.onnx(IRIS));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.detail()).startsWith("model.onnx gives golden row 0 of model.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "version | 7 | version held 7",
        "version | \"1.0\" | version held \"1.0\", expected a version such as 1.0.0",
        "format | \"pmml\" | format held \"pmml\", expected \"onnx\"",
        "sha256 | \"abc\" | sha256 held \"abc\"",
        "features | [] | features held an array of 0",
        "features | [7] | features[0] held 7, expected a feature's name or its definition",
        "classes | [1] | classes[0] held 1",
        "record | [] | record held an array of 0, expected an object",
        "metadata | \"x\" | metadata held \"x\", expected an object",
        "golden | {} | golden held an object, expected an array",
        "owner | \"me\" | owner is not expected here",
      })
  void aWrongMemberIsABadRequest(String member, String value, String sentence) throws Exception {
    ObjectNode body = ExportedVersions.body(IRIS, "1.0.0");
    body.set(member, RegistryFixture.JSON.readTree(value));

    Answer answer = post(body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.detail()).startsWith(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "task | \"guessing\" | task held \"guessing\"",
        "classes | [\"a\"] | classes held",
        "features | [{\"name\": \"a\", \"from\": \"b\", \"as\": \"magic\"}] | features[0].as held \"magic\"",
        "features | [\"nobody\"] | features[0] held the name \"nobody\", expected one of [day_of_week, day_of_year, hour_of_day, zip_known]",
        "record | {\"key\": \"a\"} | record.key is not expected here",
      })
  void aDefinitionThatCannotBeUsedIsUnprocessable(String member, String value, String sentence)
      throws Exception {
    ObjectNode body = ExportedVersions.body(IRIS, "1.0.0");
    body.set(member, RegistryFixture.JSON.readTree(value));

    Answer answer = post(body);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.detail()).startsWith(sentence);
  }

  @Test
  void aNameThatNoModelMayHaveIsABadRequest() throws Exception {
    assertThat(
            registry
                .ask(
                    "POST",
                    "/models/Iris/versions",
                    ExportedVersions.body(IRIS, "1.0.0").toString())
                .status())
        .isEqualTo(400);
  }

  @Test
  void whatIsNotThereIsAnsweredWithWhatIs() throws Exception {
    registerIris("1.2.0");
    registerIris("1.10.0");

    assertThat(registry.ask("GET", "/models/rose", "").detail())
        .isEqualTo("There is no model \"rose\"; there are [iris]");
    Answer version = registry.ask("GET", "/models/iris/versions/7.7.7", "");
    assertThat(version.status()).isEqualTo(404);
    assertThat(version.detail())
        .isEqualTo("iris has no version \"7.7.7\"; there are [1.2.0, 1.10.0]");
  }

  @Test
  void aModelBelongsToWhoRegisteredItFirst() throws Exception {
    String body = ExportedVersions.body(IRIS, "1.0.0").toString();
    String scopes = "millrace/read";
    assertThat(registry.askAs("ann", scopes, "POST", "/models/iris/versions", body).status())
        .isEqualTo(201);

    assertThat(registry.askAs("bob", scopes, "GET", "/models/iris", "").status()).isEqualTo(404);
    assertThat(registry.askAs("bob", scopes, "GET", "/models", "").body()).isEmpty();
    assertThat(registry.askAs("bob", scopes, "POST", "/models/iris/versions", body).status())
        .isEqualTo(404);
    assertThat(registry.askAs("ann", scopes, "GET", VERSION, "").status()).isEqualTo(200);
    assertThat(registry.ask("GET", VERSION, "").status()).isEqualTo(200);
  }

  @Test
  void aReasonIsAsLongAsTheHistoryKeeps() throws Exception {
    registerIris("1.0.0");

    Answer tooLong =
        registry.ask(
            "POST", VERSION + "/deactivate", "{\"reason\": \"%s\"}".formatted("x".repeat(1_001)));

    assertThat(tooLong.status()).isEqualTo(422);
    assertThat(tooLong.body().path("detail").asText())
        .isEqualTo("reason held 1,001 characters, expected at most 1,000");
    assertThat(registry.ask("GET", VERSION, "").body().path("status").asText())
        .isEqualTo("validated");
  }

  @Test
  void everyChangeIsInTheHistory() throws Exception {
    registerIris("1.0.0");
    registry.ask("POST", VERSION + "/deactivate", "{\"reason\": \"drift in petals\"}");
    registry.ask("POST", VERSION + "/activate", "");

    JsonNode history = registry.ask("GET", "/models/iris/history", "").body();

    assertThat(history)
        .extracting(change -> change.path("action").asText())
        .containsExactly("activated", "deactivated", "validated", "registered");
    assertThat(history.get(1).path("reason").asText()).isEqualTo("drift in petals");
    assertThat(history.get(1).path("who").asText()).isEqualTo("operator");
    Answer page = registry.ask("GET", "/models/iris/history?limit=3", "");
    assertThat(page.body()).hasSize(3);
    String next = page.headers().get("link").replaceAll("<(.*)>.*", "$1");
    assertThat(registry.ask("GET", next, "").body())
        .extracting(change -> change.path("action").asText())
        .containsExactly("registered");
  }

  private void route(String version) {
    RoutingRow row =
        new RoutingRow(
            "iris",
            RoutedVersions.active(version),
            1,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty());
    DynamoDbServer.client()
        .putItem(
            put -> put.tableName(registry.table("MODEL_ROUTING_TABLE")).item(RoutingItem.of(row)));
  }

  @Test
  void aVersionInUseIsNeitherDeactivatedNorDeleted() throws Exception {
    registerIris("1.0.0");
    registerIris("1.1.0");
    route("1.0.0");

    assertThat(registry.ask("POST", VERSION + "/deactivate", "").status()).isEqualTo(409);
    assertThat(registry.ask("DELETE", VERSION, "").detail())
        .startsWith("iris 1.0.0 is in use: its model's routing names [1.0.0]");
    assertThat(registry.ask("GET", VERSION, "").body().at("/route/role").asText())
        .isEqualTo("active");
    assertThat(
            registry
                .ask("POST", "/models/iris/versions/1.1.0/deactivate", "")
                .body()
                .path("status"))
        .hasToString("\"deactivated\"");
  }

  @Test
  void aDeletedVersionIsGoneAndItsNumberIsNotGivenAgain() throws Exception {
    registerIris("1.0.0");

    assertThat(registry.ask("DELETE", VERSION, "").status()).isEqualTo(200);

    assertThat(registry.ask("GET", VERSION, "").status()).isEqualTo(404);
    assertThat(registry.ask("GET", "/models/iris", "").body().path("versions")).isEmpty();
    assertThat(registry.keys()).noneMatch(key -> key.startsWith("registry/"));
    assertThat(post(ExportedVersions.body(IRIS, "1.0.0")).status()).isEqualTo(409);
    assertThat(registry.ask("DELETE", VERSION, "").status()).isEqualTo(200);
    assertThat(registry.ask("GET", "/models/iris/history", "").body().get(0).path("action"))
        .hasToString("\"deleted\"");
  }

  @Test
  void aVersionThatWasNeverValidatedIsDeletedWhole() throws Exception {
    post(ExportedVersions.body(IRIS, "1.0.0"));

    assertThat(registry.ask("DELETE", VERSION, "").status()).isEqualTo(200);

    assertThat(registerIris("1.0.0").status()).isEqualTo(200);
  }

  @Test
  void aLimitedListGoesOnWhereItEnded() throws Exception {
    for (String name : List.of("a", "b", "c")) {
      registry.ask(
          "POST",
          "/models/%s/versions".formatted(name),
          ExportedVersions.body(IRIS, "1.0.0").toString());
    }

    Answer first = registry.ask("GET", "/models?limit=2", "");
    Answer second =
        registry.ask("GET", first.headers().get("link").replaceAll("<(.*)>.*", "$1"), "");

    assertThat(first.body()).extracting(model -> model.path("name").asText()).contains("c", "b");
    assertThat(second.body()).extracting(model -> model.path("name").asText()).contains("a");
    assertThat(second.headers()).doesNotContainKey("link");
  }
}
