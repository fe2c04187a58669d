package dev.millrace.local.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.LocalStack;
import dev.millrace.local.fixture.RecorderStack;
import dev.millrace.local.music.MusicDemo;
import dev.millrace.local.process.LoopbackServer;
import dev.millrace.local.support.StackApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Does with jobs what can be done with them. */
final class IngestionSteps implements AutoCloseable {
  private static final String ROWS =
      """
      [{"id": 1, "zip": "01099", "email": "ada@example.org", "changed": "2026-11-01T00:00:00Z"},
       {"id": 2, "zip": "10115", "email": "bob@example.org", "changed": "2026-11-02T00:00:00Z"}]
      """;

  private final LocalStack stack;
  private final StackApi api;
  private final LoopbackServer server;

  IngestionSteps(LocalStack stack) throws IOException {
    this.stack = stack;
    this.api = new StackApi(stack.url(), stack.token());
    this.server =
        LoopbackServer.start(
            exchange ->
                LoopbackServer.answer(
                    exchange,
                    exchange.getRequestURI().getPath().equals("/rows") ? 200 : 404,
                    "application/json",
                    ROWS.getBytes(StandardCharsets.UTF_8)));
  }

  /** The daily music flow, twice. */
  void pullMusic(Path root) throws Exception {
    assertThat(
            MusicDemo.run(
                stack,
                root.resolve("events/music/job.json"),
                Optional.empty(),
                System.err::println))
        .isTrue();
  }

  /** Sources with a rate, a checkpoint, a look-up and a row that is rejected; one that fails. */
  void pullRows() throws Exception {
    String source =
        """
        {"name": "%1$s", "type": "rest", "url": "%2$s/%3$s", "rows": "", "pagination": {"type": "none"},
         "rate_limit": {"requests": 100, "per_seconds": 1},
         "incremental": {"field": "changed", "parameter": "since"},
         "dataset": "%1$s", "key": ["id"], "category": "zip", "time": "changed",
         "transformations": [
           {"rule": "cast", "field": "changed", "type": "timestamp"},
           {"rule": "hash", "field": "email"},
           {"rule": "lookup", "field": "zip", "table": "zip_codes", "columns": {"median_income": "income"}},
           {"rule": "cast", "field": "zip", "type": "date"}],
         "checks": [{"check": "rejected_share", "maximum": 1}]}
        """;
    String body =
        "{\"sources\": [%s, %s]}"
            .formatted(
                source
                    .formatted("rows", server.endpoint(), "rows")
                    .replace(
                        "{\"rule\": \"cast\", \"field\": \"zip\", \"type\": \"date\"}",
                        "{\"rule\": \"default\", \"field\": \"zip\", \"value\": \"none\"}"),
                source.formatted("gone", server.endpoint(), "gone"));
    String first = post(body);
    assertThat(post(body)).isEqualTo(first);
    ended(first, "partially_succeeded");
    String again = api.post("/jobs/" + first + "/retry").expect("The retry").path("id").asText();
    ended(again, "failed", "partially_succeeded");
    String rejecting =
        post("{\"sources\": [%s]}".formatted(source.formatted("dates", server.endpoint(), "rows")));
    ended(rejecting, "succeeded");
    String cancelled =
        post("{\"sources\": [%s]}".formatted(source.formatted("late", server.endpoint(), "gone")));
    assertThat(api.post("/jobs/" + cancelled + "/cancel").status()).isIn(200, 409);
  }

  /** What is there of it all. */
  void look() throws Exception {
    for (String path :
        new String[] {
          "/jobs",
          "/datasets",
          "/records?source=rows",
          "/quality?dataset=rows",
          "/lineage?dataset=rows&key=1"
        }) {
      api.get(path).expect(path);
    }
    JsonNode preview =
        StackApi.JSON.readTree(
            """
            {"transformations": [{"rule": "hash", "field": "email"},
              {"rule": "lookup", "field": "zip", "table": "zip_codes", "columns": {"median_income": "income"}}],
             "rows": [{"email": "ada@example.org", "zip": "94105"}]}
            """);
    api.post("/transformations/preview", preview).expect("The preview");
  }

  private void ended(String id, String... statuses) {
    RecorderStack.await(
        () -> {
          try {
            String status = api.get("/jobs/" + id).expect("The job").path("status").asText();
            return List.of(statuses).contains(status);
          } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
          }
        });
  }

  /** Posts a job with the idempotency key of its body. */
  private String post(String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(stack.url() + "/jobs"))
            .header("Authorization", "Bearer " + stack.token())
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", Integer.toString(body.hashCode()))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      return StackApi.JSON.readTree(answer.body()).path("id").asText();
    }
  }

  @Override
  public void close() {
    server.close();
    api.close();
  }
}
