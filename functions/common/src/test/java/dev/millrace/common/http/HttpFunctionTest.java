package dev.millrace.common.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HttpFunctionTest {
  private static final String NDJSON = "application/x-ndjson";

  private final Deadline deadline = Deadline.after(Duration.ofMinutes(1));
  private final HttpFunction function =
      new HttpFunction(
          List.of(
              Route.get("/health", Set.of(), (request, by) -> ok("é\n")),
              Route.get("/metrics", Set.of("service", "from"), (request, by) -> ok("metrics")),
              Route.post(
                      "/events",
                      Set.of("stream"),
                      NDJSON,
                      (request, by) -> ok(Integer.toString(request.body().length)))
                  .ofTheDataPlane(),
              Route.get(
                  "/problem",
                  Set.of(),
                  (request, by) -> {
                    throw Problem.unavailable("The table sleeps")
                        .with("reason", json -> json.writeString("table"));
                  }),
              Route.get(
                  "/defect",
                  Set.of(),
                  (request, by) -> {
                    throw new IllegalStateException("secret of the inside");
                  }),
              Route.get(
                  "/depth", Set.of(), (request, by) -> ok("" + depth(request.requestId(), 0)))));

  /** Comes to an end for no request that has an id. */
  private static int depth(String requestId, int above) {
    return requestId.isEmpty() ? above : depth(requestId, above + 1) + 1;
  }

  private static HttpResponse ok(String text) {
    return HttpResponse.json(200, json -> json.writeString(text));
  }

  private HttpResponse answer(String routeKey, Map<String, String> query, String type, int bytes) {
    return function.answer(HttpEvents.request(routeKey, query, type, bytes), deadline);
  }

  private static String body(HttpResponse response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Test
  void anEventIsAnsweredInPayloadFormatTwo() throws IOException {
    byte[] answer =
        function.answer(
            new ByteArrayInputStream(
                "{\"routeKey\": \"GET /health\"}".getBytes(StandardCharsets.UTF_8)),
            deadline);

    assertThat(new String(answer, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"statusCode\":200,\"headers\":{\"content-type\":\"application/json\","
                + "\"cache-control\":\"no-store\"},\"body\":\"\\\"é\\\\n\\\"\",\"isBase64Encoded\":false}");
  }

  @Test
  void aMalformedEventIsAnswered400() throws IOException {
    byte[] answer = function.answer(new ByteArrayInputStream(new byte[] {'['}), deadline);

    assertThat(new String(answer, StandardCharsets.UTF_8)).startsWith("{\"statusCode\":400,");
  }

  @Test
  void anUnknownRouteIsAnswered404() {
    HttpResponse response = answer("GET /nothing", Map.of(), "", 0);

    assertThat(response.status()).isEqualTo(404);
    assertThat(body(response)).contains("GET /nothing");
  }

  @Test
  void anUnknownQueryParameterIsNamedBesideTheKnownOnes() {
    HttpResponse response = answer("GET /metrics", Map.of("sevice", "a"), "", 0);

    assertThat(response.status()).isEqualTo(400);
    assertThat(body(response)).contains("sevice", "[from, service]");
  }

  @Test
  void aRouteWithoutParametersRefusesEveryOne() {
    assertThat(body(answer("GET /health", Map.of("verbose", ""), "", 0)))
        .contains("verbose", "none");
  }

  @Test
  void aBodyOfTheLimitIsTaken() {
    assertThat(body(answer("POST /events", Map.of(), NDJSON, HttpFunction.MAXIMUM_BODY)))
        .isEqualTo("\"4194304\"");
  }

  @Test
  void aBodyPastTheLimitIsAnswered413() {
    HttpResponse response = answer("POST /events", Map.of(), NDJSON, HttpFunction.MAXIMUM_BODY + 1);

    assertThat(response.status()).isEqualTo(413);
    assertThat(body(response)).contains("4194305", "4194304");
  }

  @Test
  void anotherContentTypeIsAnswered415() {
    HttpResponse response = answer("POST /events", Map.of(), "text/csv", 1);

    assertThat(response.status()).isEqualTo(415);
    assertThat(body(response)).contains("text/csv", NDJSON);
  }

  @Test
  void aContentTypeMayHaveParametersAndAnyCase() {
    assertThat(answer("POST /events", Map.of(), "Application/X-NDJSON ;charset=utf-8", 1).status())
        .isEqualTo(200);
  }

  @Test
  void aProblemIsAnsweredAsProblemDetails() {
    HttpResponse response = answer("GET /problem", Map.of(), "", 0);

    assertThat(response.status()).isEqualTo(503);
    assertThat(response.headers())
        .containsEntry("content-type", "application/problem+json")
        .containsEntry("cache-control", "no-store")
        .containsKey("retry-after");
    assertThat(body(response))
        .contains("\"status\":503", "\"detail\":\"The table sleeps\"", "\"reason\":\"table\"");
  }

  @Test
  void aDefectIsAnswered500WithTheRequestsIdAndNothingOfTheInside() {
    HttpResponse response = answer("GET /defect", Map.of(), "", 0);

    assertThat(response.status()).isEqualTo(500);
    assertThat(body(response)).contains("\"request_id\":\"request-1\"").doesNotContain("secret");
  }

  @Test
  void aRequestThatIsTooDeepForTheStackIsAnswered500() {
    assertThat(answer("GET /depth", Map.of(), "", 0).status()).isEqualTo(500);
  }
}
