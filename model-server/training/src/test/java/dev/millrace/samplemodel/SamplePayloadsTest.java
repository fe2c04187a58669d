package dev.millrace.samplemodel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.ParsedDocument;
import dev.millrace.features.document.Rejection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplePayloadsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void theKinesisEventHoldsTwoSessionsAndARecordThatIsNone() throws Exception {
    var documents = new ArrayList<ParsedDocument>();
    for (JsonNode record : payload("ScoreSessions.json").required("Records")) {
      JsonNode kinesis = record.required("kinesis");
      assertThat(record.required("eventSource").textValue()).isEqualTo("aws:kinesis");
      assertThat(record.required("eventID").textValue())
          .isEqualTo("shardId-000000000000:" + kinesis.required("sequenceNumber").textValue());
      documents.add(parse(kinesis.required("data").binaryValue()));
    }

    assertThat(documents).hasSize(3);
    assertThat(documents.subList(0, 2)).allMatch(DocumentRecord.class::isInstance);
    assertThat(documents.get(2)).isInstanceOf(Rejection.class);
  }

  @Test
  void aSessionsPartitionKeyIsItsId() throws Exception {
    JsonNode kinesis = payload("ScoreSessions.json").required("Records").get(0).required("kinesis");

    assertThat(((DocumentRecord) parse(kinesis.required("data").binaryValue())).id())
        .isEqualTo(kinesis.required("partitionKey").textValue());
  }

  @ParameterizedTest
  @CsvSource({
    "PredictionsApi-post-predictions.json, POST /predictions, predict",
    "PredictionsApi-get-prediction.json, GET /predictions/{id}, read",
    "EventsApi-post-events.json, POST /events, ingest"
  })
  void theHttpEventsHaveTheRoutesMethodAndScope(String file, String route, String scope)
      throws Exception {
    JsonNode event = payload(file);
    JsonNode context = event.required("requestContext");
    String path = event.required("rawPath").textValue();

    assertThat(event.required("version").textValue()).isEqualTo("2.0");
    assertThat(event.required("routeKey").textValue()).isEqualTo(route);
    assertThat(context.required("routeKey").textValue()).isEqualTo(route);
    assertThat(context.at("/http/path").textValue()).isEqualTo(path);
    assertThat(context.at("/http/method").textValue() + " " + path)
        .isEqualTo(route.replace("{id}", event.at("/pathParameters/id").asText()));
    assertThat(context.at("/authorizer/jwt/claims/scope").textValue())
        .isEqualTo("millrace/" + scope);
    assertThat(event.at("/headers/content-length").asInt())
        .isEqualTo(event.path("body").asText().getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void theBodiesHoldSessions() throws Exception {
    JsonNode array =
        JSON.readTree(payload("PredictionsApi-post-predictions.json").required("body").asText());
    List<String> lines =
        payload("EventsApi-post-events.json").required("body").asText().lines().toList();

    assertThat(array)
        .isNotEmpty()
        .allMatch(node -> parse(bytes(node.toString())) instanceof DocumentRecord);
    assertThat(lines).isNotEmpty().allMatch(line -> parse(bytes(line)) instanceof DocumentRecord);
  }

  @Test
  void theRedriveNamesItsSource() throws Exception {
    JsonNode redrive = payload("Redrive.json");

    assertThat(redrive.required("source").textValue()).isIn("quarantine", "failures");
    assertThat(redrive.fieldNames()).toIterable().isSubsetOf(List.of("source", "since", "reason"));
  }

  private static JsonNode payload(String file) throws IOException {
    return JSON.readTree(Files.readString(Path.of("../../events", file)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ParsedDocument parse(byte[] document) {
    return SessionModel.parse(document, Instant.parse("2026-01-01T00:00:00Z"));
  }
}
