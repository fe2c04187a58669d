package dev.millrace.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.ingestion.fetch.server.ScriptedServer;
import dev.millrace.runs.Run;
import dev.millrace.runs.RunId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs from the first page to silver, with the functions of the deployment and real servers. */
class JobTest {
  @TempDir static Path folder;

  private static JobMachine machine;
  private static PagedApi api;

  @BeforeAll
  static void start() throws Exception {
    machine = new JobMachine(folder);
    api = new PagedApi();
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
    machine.close();
  }

  @Test
  void aJobStoresEachRowOnceAlsoWhenItIsRunAgain() throws Exception {
    api.rows("tracks", tracks(1, 25));
    api.faults("tracks", 2, JobTest::fail, JobTest::cut);
    String job =
        job(
            api.source(
                "tracks",
                10,
                """
                , "category": "genre", "time": "created_at", "transformations": [
                  {"rule": "cast", "field": "duration", "type": "duration", "format": "mm:ss"},
                  {"rule": "rename", "field": "duration", "to": "seconds"},
                  {"rule": "cast", "field": "created_at", "type": "timestamp", "zone": "UTC"},
                  {"rule": "hash", "field": "email"}],
                 "checks": [{"check": "unique", "columns": ["id"]}]"""));
    for (int round = 1; round <= 2; round++) {
      JsonNode ended = machine.run(job);

      assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("succeeded");
      JsonNode source = ended.path("sources").get(0);
      assertThat(source.path("rows_in").asInt()).isEqualTo(25);
      assertThat(source.path("rows_out").asInt()).isEqualTo(25);
      assertThat(source.path("pages").asInt()).isEqualTo(3);
      assertThat(source.path("attempts").asInt()).isEqualTo(round == 1 ? 5 : 3);
      assertThat(source.path("checks").get(0).path("passed").asBoolean()).isTrue();
      assertThat(machine.rows("tracks")).hasSize(25);
    }
    Record first =
        machine.rows("tracks").stream()
            .filter(row -> row.getField("id").equals(1L))
            .findFirst()
            .orElseThrow();
    assertThat(first.getField("seconds")).isEqualTo(61L);
    assertThat(first.getField("created_at"))
        .isEqualTo(OffsetDateTime.parse("2026-01-01T00:00:01.000001Z"));
    assertThat((String) first.getField("email")).matches("[0-9a-f]{64}");
  }

  @Test
  void oneDeadSourceLeavesTheOthersAlone() throws Exception {
    api.rows("alive", tracks(1, 5));
    JsonNode ended = machine.run(job(api.source("alive", 10, ""), api.source("gone", 10, "")));

    assertThat(ended.path("status").asText()).isEqualTo("partially_succeeded");
    JsonNode gone = ended.path("sources").get(1);
    assertThat(gone.path("status").asText()).isEqualTo("failed");
    assertThat(gone.path("error").path("category").asText()).isEqualTo("source");
    assertThat(gone.path("error").path("message").asText()).contains("404");
    assertThat(machine.rows("alive")).hasSize(5);
  }

  @Test
  void aRetryDoesOnlyWhatFailed() throws Exception {
    api.rows("kept", tracks(1, 5));
    RunId first = machine.start(job(api.source("kept", 10, ""), api.source("missing", 10, "")));
    machine.run(first);
    api.rows("missing", tracks(1, 3));
    long asked = api.asked("kept", 1);
    Run failed = machine.runs().find(first, JobMachine.deadline()).orElseThrow();
    RunId again = machine.runs().retry(failed, JobMachine.deadline()).id();
    machine.run(again);

    JsonNode ended = machine.show(again);
    assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("succeeded");
    assertThat(ended.path("sources").get(0).path("reused_from").asText()).isEqualTo(first.text());
    assertThat(api.asked("kept", 1)).isEqualTo(asked);
    assertThat(machine.rows("missing")).hasSize(3);
  }

  @Test
  void aCheckThatFailsKeepsTheRowsOutOfSilver() throws Exception {
    api.rows("listens", List.of("{\"id\": 1, \"track\": 7}", "{\"id\": 2, \"track\": 99}"));
    api.rows("heard", List.of("{\"id\": 7}"));
    JsonNode ended =
        machine.run(
            job(
                api.source("heard", 10, ""),
                api.source(
                    "listens",
                    10,
                    """
                    , "after": ["heard"], "checks": [{"check": "references", "columns": ["track"],
                      "references": {"dataset": "heard", "columns": ["id"]}}]""")));

    JsonNode source = ended.path("sources").get(1);
    assertThat(source.path("error").path("category").asText())
        .as(ended.toString())
        .isEqualTo("quality");
    assertThat(source.path("checks").get(0).path("passed").asBoolean()).isFalse();
    assertThat(machine.hasTable("listens")).isFalse();
  }

  @Test
  void aRowThatFailsARuleIsKeptWithItsReasonAndMasked() throws Exception {
    api.rows(
        "users",
        List.of(
            "{\"id\": 1, \"email\": \"a@example.org\", \"age\": \"old\"}",
            "{\"id\": 2, \"email\": \"b@example.org\", \"age\": \"31\"}"));
    JsonNode ended =
        machine.run(
            job(
                api.source(
                    "users",
                    10,
                    """
                    , "transformations": [{"rule": "cast", "field": "age", "type": "integer"},
                      {"rule": "hash", "field": "email"}]""")));

    assertThat(ended.path("status").asText()).isEqualTo("succeeded");
    assertThat(ended.path("sources").get(0).path("rows_rejected").asInt()).isOne();
    assertThat(machine.rows("users")).hasSize(1);
    Record rejected =
        machine.rows("rejected_rows").stream()
            .filter(row -> row.getField("job").equals(ended.path("id").asText()))
            .findFirst()
            .orElseThrow();
    assertThat(rejected.getField("rule")).isEqualTo("cast");
    assertThat(rejected.getField("field")).isEqualTo("age");
    assertThat((String) rejected.getField("row_json")).contains("old").doesNotContain("@");
  }

  @Test
  void aRowWithoutItsKeyIsRejectedAndStopsNothingElse() throws Exception {
    api.rows("keyless", List.of("{\"id\": 1}", "{\"id\": null, \"email\": \"a@example.org\"}"));
    JsonNode ended =
        machine.run(
            job(
                api.source(
                    "keyless",
                    10,
                    ", \"transformations\": [{\"rule\": \"hash\", \"field\": \"email\"}]")));

    assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("succeeded");
    assertThat(ended.path("sources").get(0).path("rows_rejected").asInt()).isOne();
    assertThat(machine.rows("keyless")).hasSize(1);
    Record rejected =
        machine.rows("rejected_rows").stream()
            .filter(row -> row.getField("job").equals(ended.path("id").asText()))
            .findFirst()
            .orElseThrow();
    assertThat(rejected.getField("rule")).isEqualTo("key");
    assertThat(rejected.getField("field")).isEqualTo("id");
    assertThat((String) rejected.getField("row_json")).doesNotContain("@");
  }

  @Test
  void pagesThatComeBackEndTheSource() throws Exception {
    api.rows("round", tracks(1, 10));
    api.alwaysFirstPage("round");
    JsonNode ended =
        machine.run(job(api.source("round", 5, "").replace("\"total\": \"/total\",", "")));

    JsonNode error = ended.path("sources").get(0).path("error");
    assertThat(error.path("category").asText()).as(ended.toString()).isEqualTo("source");
    assertThat(error.path("message").asText()).contains("The pages go in a circle");
    assertThat(machine.hasTable("round")).isFalse();
  }

  @Test
  void aPageThatAnInvocationKeptBeforeItDiedIsNotAskedForAgain() throws Exception {
    api.rows("killed", tracks(1, 15));
    RunId id = machine.start(job(api.source("killed", 10, "")));
    machine.keepPage(
        id,
        "killed",
        1,
        "{\"items\": [%s], \"total\": 15}".formatted(String.join(", ", tracks(1, 10))));
    machine.run(id);

    assertThat(machine.show(id).path("status").asText()).isEqualTo("succeeded");
    assertThat(api.asked("killed", 1)).isZero();
    assertThat(machine.rows("killed")).hasSize(15);
  }

  @Test
  void aJobIsPostedOnceForItsIdempotencyKeyAndNamesWhatIsWrong() throws Exception {
    api.rows("posted", tracks(1, 3));
    JobMachine.Answer posted =
        machine.api("POST /jobs", "/jobs", Map.of(), job(api.source("posted", 10, "")));
    assertThat(posted.status()).as(posted.body()).isEqualTo(202);
    assertThat(posted.headers().path("location").asText()).startsWith("/jobs/");

    JobMachine.Answer unknown =
        machine.api(
            "POST /jobs",
            "/jobs",
            Map.of(),
            job(api.source("posted", 10, ", \"transformations\": [{\"rule\": \"renmae\"}]")));
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(JobMachine.JSON.readTree(unknown.body()).path("pointer").asText())
        .isEqualTo("/sources/0/transformations/0/rule");
    JobMachine.Answer metadata =
        machine.api(
            "POST /jobs",
            "/jobs",
            Map.of(),
            job(
                api.source("posted", 10, "")
                    .replace(api.url("posted"), "http://169.254.169.254/x")));
    assertThat(metadata.status()).isEqualTo(400);
    assertThat(metadata.body()).contains("/sources/0/url");
  }

  private static void fail(OutputStream out) throws IOException {
    ScriptedServer.answer(out, 500, new byte[0]);
  }

  private static void cut(OutputStream out) throws IOException {
    ScriptedServer.write(
        out, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{\"items\": [{\"id\": 1");
  }

  private static List<String> tracks(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(
            id ->
                """
                {"id": %1$d, "genre": "Rock", "duration": "01:%1$02d", "email": "user%1$d@example.org",
                 "created_at": "2026-01-01T00:00:%1$02d.000001"}"""
                    .formatted(id))
        .toList();
  }

  private static String job(String... sources) {
    return "{\"sources\": [%s]}".formatted(String.join(", ", sources));
  }
}
