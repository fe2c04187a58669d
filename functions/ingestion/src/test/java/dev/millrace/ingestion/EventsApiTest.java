package dev.millrace.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.common.Settings;
import dev.millrace.ingestion.event.BoundModels;
import dev.millrace.testsupport.DynamoDbProxy;
import dev.millrace.testsupport.Invocation;
import dev.millrace.testsupport.MetricLines;
import dev.millrace.testsupport.PutRecordsServer;
import dev.millrace.testsupport.SdkEnvironment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventsApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path KEPT_SNAPSHOT =
      Path.of("../../infra-cdk/src/main/resources/dev/millrace/infra/events/EventsApi.json");

  private final BoundModels models = new BoundModels();
  private final Set<String> called = new ConcurrentSkipListSet<>();
  private PutRecordsServer streams;
  private DynamoDbProxy tables;
  private SdkEnvironment environment;
  private EventsApi api;
  private volatile boolean tablesAreDown;

  /** An answer of the function. */
  private record Answer(int status, String body) {}

  @BeforeEach
  void start() throws IOException {
    models.register("demo", "1.0.0", "").inEffect("demo", 1, "1.0.0");
    streams = new PutRecordsServer();
    tables =
        new DynamoDbProxy(
            (operation, body) -> {
              called.add(operation);
              return tablesAreDown ? DynamoDbProxy.Fault.REFUSED : DynamoDbProxy.Fault.NONE;
            });
    environment =
        new SdkEnvironment()
            .with("Kinesis", streams.endpoint())
            .with("DynamoDb", tables.endpoint());
    Map<String, String> settings = new HashMap<>(models.environment());
    settings.put("POWERTOOLS_SERVICE_NAME", "ingestion");
    settings.put("SESSIONS_STREAM", "sessions-of-dev");
    settings.put("SERVICE_EVENTS_STREAM", "service-events-of-dev");
    api = new EventsApi(new Settings(settings));
  }

  @AfterEach
  void stop() {
    environment.close();
    tables.close();
    streams.close();
  }

  private Answer events(String stream, String body) throws IOException {
    return events(stream, body.getBytes(StandardCharsets.UTF_8));
  }

  private Answer events(String stream, byte[] body) throws IOException {
    return send(stream, Map.of("content-type", "application/x-ndjson"), body);
  }

  private Answer send(String stream, Map<String, String> headers, byte[] body) throws IOException {
    Map<String, Object> event = new HashMap<>();
    event.put("version", "2.0");
    event.put("routeKey", "POST /events");
    event.put("headers", headers);
    event.put("rawQueryString", "stream=" + stream);
    event.put("requestContext", Map.of("requestId", "request-1"));
    event.put("body", Base64.getEncoder().encodeToString(body));
    event.put("isBase64Encoded", true);
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    api.handleRequest(
        new ByteArrayInputStream(JSON.writeValueAsBytes(event)), output, new Invocation());
    JsonNode answer = JSON.readTree(output.toByteArray());
    return new Answer(answer.required("statusCode").asInt(), answer.required("body").asText());
  }

  @Test
  void linesAreTakenByteForByteUnderTheirIds() throws IOException {
    Answer answer =
        events(
            "sessions",
            "{\"_id\": \"a\"} \r\n\n \t\r\nno JSON\n{\"x\": {\"_id\": \"n\"}, \"_id\": \"b\"}");

    assertThat(answer).isEqualTo(new Answer(202, "{\"accepted\":3}"));
    assertThat(streams.taken())
        .extracting(PutRecordsServer.Put::data)
        .containsExactly(
            "{\"_id\": \"a\"} ", "no JSON", "{\"x\": {\"_id\": \"n\"}, \"_id\": \"b\"}");
    assertThat(streams.taken().getFirst().partitionKey()).isEqualTo("a");
    assertThat(streams.taken().get(1).partitionKey()).matches("[0-9a-f]{64}");
    assertThat(streams.taken().getLast().partitionKey()).isEqualTo("b");
  }

  @Test
  void bytesThatAreNoUtf8AreTakenAsTheyAre() throws IOException {
    byte[] line = {(byte) 0xFF, 0, (byte) 0xC3};

    assertThat(events("sessions", line).status()).isEqualTo(202);
    assertThat(streams.taken()).extracting(PutRecordsServer.Put::bytes).containsExactly(line);
  }

  @Test
  void aByteOrderMarkBelongsToNoLine() throws IOException {
    Answer answer = events("sessions", "\uFEFF{\"_id\": \"a\"}\n{\"_id\": \"b\"}\n");

    assertThat(answer).isEqualTo(new Answer(202, "{\"accepted\":2}"));
    assertThat(streams.taken())
        .extracting(PutRecordsServer.Put::data)
        .containsExactly("{\"_id\": \"a\"}", "{\"_id\": \"b\"}");
    assertThat(streams.taken())
        .extracting(PutRecordsServer.Put::partitionKey)
        .containsExactly("a", "b");
  }

  @Test
  void aBodyWhoseLinesCannotBeToldApartIsRefusedWhole() throws IOException {
    byte[] utf16 = "\uFEFF{}\n{}".getBytes(StandardCharsets.UTF_16LE);
    byte[] gzip = {0x1F, (byte) 0x8B, 8, 0, '\n', 0, 0};

    for (byte[] body : List.of(utf16, gzip)) {
      Answer answer = events("sessions", body);

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).contains("expected UTF-8 text");
    }
    assertThat(streams.taken()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"sessions, _id", "service-events, event_id"})
  void eachStreamHasItsOwnIdField(String stream, String field) throws IOException {
    events(stream, "{\"_id\": \"_id\", \"event_id\": \"event_id\"}");

    assertThat(streams.taken())
        .extracting(PutRecordsServer.Put::partitionKey)
        .containsExactly(field);
  }

  @Test
  void theIndexIsPartOfTheIdWhereTheModelSaysSo() throws IOException {
    models.register(
        "demo",
        "1.0.0",
        "\"record\": {\"id\": {\"paths\": [\"_index\", \"_id\"], \"join\": \"/\"}},");
    events(
        "sessions",
        """
        {"_index": "i", "_id": "a"}
        {"_id": "a", "x": {"_index": "n"}, "_index": "j"}
        {"_id": "a"}
        """);
    events("service-events", "{\"_index\": \"i\", \"event_id\": \"e\"}");

    assertThat(streams.taken().get(0).partitionKey()).isEqualTo("i/a");
    assertThat(streams.taken().get(1).partitionKey()).isEqualTo("j/a");
    assertThat(streams.taken().get(2).partitionKey()).matches("[0-9a-f]{64}");
    assertThat(streams.taken().get(3).partitionKey()).isEqualTo("e");
  }

  @Test
  void anEventCannotTakeOnTheIdentityOfAnotherRecord() throws IOException {
    events("sessions", "{\"_id\": \"redrive:1:1731880381293:shardId-000000000000:42:0\"}");

    assertThat(streams.taken().getFirst().partitionKey()).matches("[0-9a-f]{64}");
  }

  @Test
  void anIdThatIsNoKeyStillKeepsTheEventsOfADocumentTogether() throws IOException {
    String id = "x".repeat(257);

    events("sessions", "{\"_id\": \"%s\"}\n{\"_id\": \"%s\", \"a\": 1}".formatted(id, id));

    assertThat(streams.taken()).extracting(PutRecordsServer.Put::partitionKey).doesNotContain(id);
    assertThat(streams.taken().getFirst().partitionKey())
        .isEqualTo(streams.taken().getLast().partitionKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"\\ud83d\"", "true", "null", "\"a\", \"_id\": [5, 6]"})
  void anIdThatCannotBeAKeyIsReplacedByAHash(String id) throws IOException {
    assertThat(events("sessions", "{\"_id\": %s}".formatted(id)).status()).isEqualTo(202);
    assertThat(streams.taken().getFirst().partitionKey()).matches("[0-9a-f]{64}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bronze", "sessions,sessions"})
  void anotherStreamIsAnswered400WithTheChoices(String stream) throws IOException {
    Answer answer = events(stream, "{}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("service-events", "sessions");
  }

  @Test
  void noLinesAndTooManyAreAnswered400() throws IOException {
    assertThat(events("sessions", "\n \r\n").status()).isEqualTo(400);
    assertThat(events("sessions", "{}\n".repeat(500)).status()).isEqualTo(202);
    assertThat(events("sessions", "{}\n".repeat(501)).body()).contains("501");
  }

  @Test
  void aLineThatTheStreamCannotTakeIsAnswered413AndNamed() throws IOException {
    Answer answer = events("sessions", "{}\n\n" + "x".repeat(1024 * 1024));

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).contains("Line 3");
    assertThat(streams.taken()).isEmpty();
  }

  @Test
  void linesThatTheStreamDidNotTakeAreNumbered() throws IOException {
    streams.refuse(put -> put.partitionKey().equals("b"));

    Answer answer = events("sessions", "{\"_id\": \"a\"}\n\n{\"_id\": \"b\"}\n{\"_id\": \"c\"}\n");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("\"accepted\":2", "\"not_accepted_lines\":[3]");
  }

  @Test
  void aGzippedBodyIsUnpacked() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write("{\"_id\": \"a\"}\n{\"_id\": \"b\"}".getBytes(StandardCharsets.UTF_8));
    }

    Answer answer =
        send(
            "sessions",
            Map.of("content-type", "application/x-ndjson", "content-encoding", "gzip"),
            packed.toByteArray());

    assertThat(answer).isEqualTo(new Answer(202, "{\"accepted\":2}"));
    assertThat(streams.takenData()).containsExactly("{\"_id\": \"a\"}", "{\"_id\": \"b\"}");
  }

  @Test
  void eachNameLeadsToItsStream() throws IOException {
    events("sessions", "{\"_id\": \"a\"}");
    events("service-events", "{\"event_id\": \"e\"}");

    assertThat(streams.taken())
        .extracting(PutRecordsServer.Put::stream)
        .containsExactly("sessions-of-dev", "service-events-of-dev");
  }

  @Test
  void nothingIsTakenWhereItCannotBeFoundOutHowDocumentsAreRead() throws IOException {
    tablesAreDown = true;

    Answer answer = events("sessions", "{\"_id\": \"a\"}");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("send the same events again");
    assertThat(streams.taken()).isEmpty();
    assertThat(events("service-events", "{\"event_id\": \"e\"}").status()).isEqualTo(202);
  }

  /** The deployment sends it once a day, so that Lambda keeps the function's snapshot. */
  @Test
  void anEventThatAsksForNothingIsAnsweredAndNotCounted() throws Exception {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();

    List<JsonNode> counted =
        MetricLines.of(
            () -> {
              api.handleRequest(Files.newInputStream(KEPT_SNAPSHOT), answer, new Invocation());
              return answer;
            });

    assertThat(answer.toString(StandardCharsets.UTF_8)).contains("holds 0 lines");
    assertThat(counted).isEmpty();
    assertThat(streams.calls()).isEmpty();
    assertThat(called).isEmpty();
  }

  @Test
  void theWarmUpReadsTheRoutesAndPutsNothing() throws Exception {
    api.beforeCheckpoint(null);

    assertThat(called).containsExactlyInAnyOrder("Scan", "GetItem");
    assertThat(streams.calls()).containsExactly(List.of());
  }

  @Test
  void aWarmUpThatFailsIsNotFatal() throws Exception {
    tablesAreDown = true;
    api.beforeCheckpoint(null);
    tablesAreDown = false;

    assertThat(events("sessions", "{\"_id\": \"a\"}").status()).isEqualTo(202);
  }

  /** A snapshot may be weeks old when it is restored. */
  @Test
  void aRestoredFunctionReadsTheRoutesAnew() throws Exception {
    events("sessions", "{\"_id\": \"a\"}");
    called.clear();

    api.afterRestore(null);
    events("sessions", "{\"_id\": \"a\"}");

    assertThat(called).contains("Scan");
  }
}
