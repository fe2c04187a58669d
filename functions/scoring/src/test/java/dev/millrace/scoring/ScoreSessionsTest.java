package dev.millrace.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.common.Json;
import dev.millrace.common.Settings;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.scoring.fixture.AwsServer;
import dev.millrace.scoring.fixture.ModelRoutes;
import dev.millrace.testsupport.DynamoDbProxy;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.Invocation;
import dev.millrace.testsupport.MetricLines;
import dev.millrace.testsupport.S3Server;
import dev.millrace.testsupport.SdkEnvironment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreSessionsTest {
  private static final String VALID =
      "{\"_id\": \"a\", \"_source\": {\"createdDateTime\": 1731880381293, \"zipCode\": \"94105\"}}";
  private static final String PREDICTIONS = DynamoDbServer.newTable("id", "model");
  private static final String LOOKUPS = DynamoDbServer.newTable("_millrace_key");

  private static final Path KEPT_SNAPSHOT =
      Path.of("../../infra-cdk/src/main/resources/dev/millrace/infra/events/ScoreSessions.json");

  private final Set<String> called = new ConcurrentSkipListSet<>();
  private final ModelRoutes routes = new ModelRoutes();
  private volatile boolean tablesAreDown;
  private AwsServer aws;
  private DynamoDbProxy tables;
  private S3Server s3;
  private SdkEnvironment environment;
  private ScoreSessions function;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    aws = new AwsServer();
    s3 = new S3Server(folder);
    s3.client().createBucket(create -> create.bucket("quarantine"));
    tables =
        new DynamoDbProxy(
            (operation, body) -> {
              called.add(operation);
              return tablesAreDown ? DynamoDbProxy.Fault.REFUSED : DynamoDbProxy.Fault.NONE;
            });
    environment =
        new SdkEnvironment()
            .withEveryService(URI.create(aws.endpoint()))
            .with("DynamoDb", tables.endpoint())
            .with("S3", s3.endpoint());
    routes
        .register("demo", "1.0.0", "{\"name\": \"hour_of_day\"}, {\"name\": \"zip_known\"}")
        .inEffect("demo", 1, RoutedVersions.active("1.0.0"), "sessions");
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "POWERTOOLS_SERVICE_NAME", "scoring",
                "PREDICTIONS_TABLE", PREDICTIONS,
                "LOOKUPS_TABLE", LOOKUPS,
                "MODEL_ENDPOINT", "demo",
                "DEFAULT_MODEL", "demo",
                "PREDICTIONS_STREAM", "predictions",
                "QUARANTINE_BUCKET", "quarantine"));
    settings.putAll(routes.environment());
    function = new ScoreSessions(new Settings(settings));
  }

  @AfterEach
  void stop() {
    environment.close();
    tables.close();
    routes.close();
    s3.close();
    aws.close();
  }

  private String handle(String... documents) throws IOException {
    byte[] event =
        Json.bytes(
            json -> {
              json.writeStartObject();
              json.writeArrayFieldStart("Records");
              for (int i = 0; i < documents.length; i++) {
                json.writeStartObject();
                json.writeObjectFieldStart("kinesis");
                json.writeStringField("partitionKey", "key");
                json.writeStringField("sequenceNumber", Integer.toString(i + 1));
                json.writeBinaryField("data", documents[i].getBytes(StandardCharsets.UTF_8));
                json.writeNumberField("approximateArrivalTimestamp", 1731880382.5);
                json.writeEndObject();
                json.writeStringField("eventID", "shardId-000000000000:" + (i + 1));
                json.writeStringField(
                    "eventSourceARN", "arn:aws:kinesis:eu-central-1:123456789012:stream/sessions");
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeEndObject();
            });
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    function.handleRequest(new ByteArrayInputStream(event), answer, new Invocation());
    return answer.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aBatchWithoutFailuresIsAnsweredWithNone() throws Exception {
    assertThat(handle(VALID, "no JSON")).isEqualTo("{\"batchItemFailures\":[]}");
    assertThat(aws.taken()).hasSize(1);
    assertThat(s3.keys("quarantine")).hasSize(1);
  }

  @Test
  void whatFailedForNowIsAnsweredLowestFirst() throws Exception {
    aws.takeTheModelDown();

    assertThat(handle("no JSON", VALID, "no JSON", VALID))
        .isEqualTo(
            "{\"batchItemFailures\":[{\"itemIdentifier\":\"2\"},{\"itemIdentifier\":\"4\"}]}");
  }

  @Test
  void aBatchIsMeasured() throws Exception {
    List<JsonNode> lines = MetricLines.of(() -> handle(VALID, "no JSON"));

    assertThat(lines.getFirst().path("Received").asInt()).isEqualTo(2);
    assertThat(lines.getFirst().path("Predicted").asInt()).isEqualTo(1);
  }

  /** The deployment sends it once a day, so that Lambda keeps the function's snapshot. */
  @Test
  void anEventThatAsksForNothingIsAnsweredAndNotCounted() throws Exception {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();

    List<JsonNode> counted =
        MetricLines.of(
            () -> {
              function.handleRequest(Files.newInputStream(KEPT_SNAPSHOT), answer, new Invocation());
              return answer;
            });

    assertThat(answer).hasToString("{\"batchItemFailures\":[]}");
    assertThat(counted).isEmpty();
    assertThat(aws.called()).isEmpty();
    assertThat(called).isEmpty();
    assertThat(s3.keys("quarantine")).isEmpty();
  }

  @Test
  void whatIsNoEventOfAStreamIsAnError() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                function.handleRequest(
                    new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)),
                    new ByteArrayOutputStream(),
                    new Invocation()))
        .withMessageContaining("Records");
  }

  @Test
  void theWarmUpGoesTheWholeWayAndChangesNothing() {
    function.beforeCheckpoint(null);

    assertEverythingWasCalled();
    assertThat(aws.taken()).isEmpty();
    assertThat(s3.keys("quarantine")).isEmpty();
  }

  @Test
  void aModelThatIsNotThereYetLeavesTheRestOfTheWarmUpAlone() throws Exception {
    aws.takeTheModelDown();
    s3.stop();

    function.beforeCheckpoint(null);

    assertEverythingWasCalled();
  }

  @Test
  void aWarmUpThatReachesNothingIsNotFatal() throws Exception {
    aws.goDown();
    tablesAreDown = true;

    function.beforeCheckpoint(null);

    tablesAreDown = false;
    assertThat(handle("no JSON")).isEqualTo("{\"batchItemFailures\":[]}");
  }

  @Test
  void whileTheRoutesCannotBeReadTheWholeBatchIsDeliveredAgain() throws Exception {
    tablesAreDown = true;

    assertThat(handle("no JSON", VALID))
        .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"1\"}]}");
    assertThat(s3.keys("quarantine")).isEmpty();
  }

  @Test
  void aRestoredSnapshotDoesNotGoByTheRoutesOfItsTime() throws Exception {
    function.beforeCheckpoint(null);
    tablesAreDown = true;

    function.afterRestore(null);

    assertThat(handle(VALID)).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"1\"}]}");
    tablesAreDown = false;
    assertThat(handle(VALID)).isEqualTo("{\"batchItemFailures\":[]}");
  }

  private void assertEverythingWasCalled() {
    assertThat(aws.called()).containsExactly("InvokeEndpoint", "PutRecords");
    assertThat(called).containsExactly("BatchGetItem", "GetItem", "PutItem", "Scan");
  }
}
