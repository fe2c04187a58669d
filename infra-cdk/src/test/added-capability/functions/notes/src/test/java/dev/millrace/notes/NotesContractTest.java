package dev.millrace.notes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.common.Deadline;
import dev.millrace.common.Settings;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.MetricLines;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What contract.json declares against the code, both ways. */
class NotesContractTest {
  private final String notes = DynamoDbServer.newTable("id");
  private final String audit = DynamoDbServer.newTable("day", "time_id");
  private final NotesApi api =
      new NotesApi(
          new Settings(
              Map.of(
                  "NOTES_TABLE", notes,
                  "AUDIT_TABLE", audit,
                  "POWERTOOLS_SERVICE_NAME", "notes")),
          DynamoDbServer.client());

  @Test
  void exactlyTheDeclaredMetricsAreWritten() throws Exception {
    List<JsonNode> lines =
        MetricLines.of(
            () -> {
              assertThat(put().status()).isEqualTo(200);
              return null;
            });

    assertThat(MetricLines.series(lines))
        .containsExactlyInAnyOrderElementsOf(MetricLines.declared("notes"));
    assertThat(DynamoDbServer.client().scan(scan -> scan.tableName(notes)).items()).hasSize(1);
    assertThat(DynamoDbServer.client().scan(scan -> scan.tableName(audit)).items()).hasSize(1);
  }

  private HttpResponse put() {
    return api.http()
        .answer(
            new HttpRequest(
                "PUT /notes/{id}",
                "request",
                Map.of("content-type", "text/plain"),
                Map.of(),
                Map.of("id", "a"),
                Map.of("sub", "anna"),
                "a note".getBytes(StandardCharsets.UTF_8)),
            Deadline.after(Duration.ofMinutes(1)));
  }
}
