package dev.millrace.runs;

import static dev.millrace.runs.RunsFixture.deadline;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Deadline;
import dev.millrace.common.http.AuditTrail;
import dev.millrace.common.http.HttpFunction;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.Route;
import dev.millrace.runs.http.RunRoutes;
import dev.millrace.runs.http.RunView;
import dev.millrace.testsupport.runs.RemoteCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunRoutesTest {
  private static final Map<String, String> ANNA = Map.of("sub", "anna", "scope", "millrace/read");
  private static final Map<String, String> OTTO = Map.of("client_id", "otto");
  private static final Map<String, String> OLGA =
      Map.of("sub", "olga", "scope", "millrace/read millrace/operate");
  private static final Pattern NEXT = Pattern.compile("<(/jobs)\\?(.*)>; rel=\"next\"");

  private final RunsFixture fixture = new RunsFixture();
  private final List<String> audited = new ArrayList<>();
  private final HttpFunction jobs = function("/jobs", "", RunView.PLAIN);

  @AfterEach
  void stop() {
    fixture.close();
  }

  private HttpFunction function(String path, String subject, RunView view) {
    RunRoutes routes = new RunRoutes(fixture.runs, path, subject, view);
    List<Route> all = new ArrayList<>(routes.all());
    all.add(
        Route.post(
            path,
            Set.of(),
            "application/json",
            (request, by) ->
                routes.accepted(
                    request,
                    fixture.runs.start(
                        new NewRun(
                            request.caller().orElseThrow().id(),
                            request.pathParameters().getOrDefault("name", ""),
                            new String(request.body(), StandardCharsets.UTF_8)),
                        by))));
    AuditTrail trail =
        (request, caller, by) -> {
          audited.add(caller.id() + ' ' + request.routeKey());
          return (answer, end) -> {};
        };
    return new HttpFunction(all, trail);
  }

  private static HttpResponse answer(
      HttpFunction function,
      String route,
      Map<String, String> path,
      Map<String, String> query,
      Map<String, String> claims) {
    return function.answer(
        new HttpRequest(
            route,
            "request-1",
            Map.of("content-type", "application/json"),
            query,
            path,
            claims,
            "{\"sources\": []}".getBytes(StandardCharsets.UTF_8)),
        deadline());
  }

  private HttpResponse answer(String route, String id, Map<String, String> claims) {
    return answer(jobs, route, Map.of("id", id), Map.of(), claims);
  }

  private HttpResponse list(Map<String, String> query, Map<String, String> claims) {
    return answer(jobs, "GET /jobs", Map.of(), query, claims);
  }

  private static String body(HttpResponse response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static List<String> ids(HttpResponse response) {
    return Pattern.compile("\"id\":\"([^\"]*)\"")
        .matcher(body(response))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void aStartedRunIsAcceptedAndFoundWhereTheAnswerSays() {
    HttpResponse accepted = answer(jobs, "POST /jobs", Map.of(), Map.of(), ANNA);

    String id = ids(accepted).getFirst();
    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.headers()).containsEntry("location", "/jobs/" + id);
    assertThat(body(accepted)).contains("\"status\":\"pending\"").doesNotContain("sources");
    assertThat(body(answer("GET /jobs/{id}", id, ANNA)))
        .contains(
            "\"id\":\"" + id,
            "\"owner\":\"anna\"",
            "\"created_at\":\"2026-11-30T23:59:59.250Z\"",
            "\"counts\":{}",
            "\"request\":{\"sources\": []}")
        .doesNotContain("finished_at", "error");
  }

  @Test
  void anErrorAndCountsAreShown() {
    RunId id = fixture.start().id();
    fixture.runs.finish(
        id,
        RunEnd.failed(RunsFixture.counts("rows_in", 7), RunsFixture.error("no answer"))
            .withResult("{\"pages\": 3}"),
        deadline());

    assertThat(body(answer("GET /jobs/{id}", id.text(), ANNA)))
        .contains(
            "\"status\":\"failed\"",
            "\"counts\":{\"rows_in\":7}",
            "\"error\":{\"category\":\"source\",\"message\":\"no answer\",\"field\":\"/sources/0/url\"}",
            "\"finished_at\":\"2026-11-30T23:59:59.250Z\"",
            "\"result\":{\"pages\": 3}");
  }

  @ParameterizedTest
  @CsvSource({"GET /jobs/{id}", "POST /jobs/{id}/cancel", "POST /jobs/{id}/retry"})
  void anUnknownRunOrAnotherOwnersIsNotFound(String route) {
    String id = fixture.start("anna", "").id().text();
    String body = body(answer(route, id, OTTO));

    assertThat(answer(route, id, OTTO).status()).isEqualTo(404);
    assertThat(body).contains(id).doesNotContain("anna");
    assertThat(answer(route, "none", ANNA).status()).isEqualTo(404);
    assertThat(answer(route, "20261130T235959Z-000000000000", ANNA).status()).isEqualTo(404);
    assertThat(fixture.read(new RunId(id)).status()).isEqualTo(RunStatus.PENDING);
  }

  @Test
  void anOperatorCancelsAnybodysRunAndItsOwnerRetriesIt() {
    String id = fixture.start("anna", "").id().text();

    HttpResponse cancelled = answer("POST /jobs/{id}/cancel", id, OLGA);
    HttpResponse retried = answer("POST /jobs/{id}/retry", id, ANNA);

    assertThat(cancelled.status()).isEqualTo(200);
    assertThat(body(cancelled)).contains("\"status\":\"cancelled\"", "\"reason\":\"");
    assertThat(retried.status()).isEqualTo(202);
    assertThat(body(retried)).contains("\"retry_of\":\"" + id, "\"owner\":\"anna\"");
    assertThat(retried.headers().get("location")).isEqualTo("/jobs/" + ids(retried).getFirst());
    assertThat(audited)
        .containsExactly("olga POST /jobs/{id}/cancel", "anna POST /jobs/{id}/retry");
  }

  @Test
  void aRunThatHasEndedIsNotCancelled() {
    RunId id = fixture.start().id();
    fixture.runs.finish(id, RunEnd.succeeded(RunCounts.NONE), deadline());

    HttpResponse answer = answer("POST /jobs/{id}/cancel", id.text(), ANNA);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(body(answer)).contains("succeeded");
  }

  @Test
  void aListIsPagedByItsLink() {
    List<String> started = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      started.addFirst(fixture.start().id().text());
      fixture.clock.advance(Duration.ofMillis(1));
    }

    HttpResponse first = list(Map.of("limit", "2", "status", "pending"), ANNA);
    Matcher next = NEXT.matcher(first.headers().get("link"));
    assertThat(next.matches()).isTrue();
    assertThat(next.group(2)).startsWith("limit=2&page=").endsWith("&status=pending");
    String token = next.group(2).replaceAll(".*page=([^&]*).*", "$1");
    HttpResponse second = list(Map.of("limit", "3", "status", "pending", "page", token), ANNA);

    assertThat(ids(first)).isEqualTo(started.subList(0, 2));
    assertThat(ids(second)).isEqualTo(started.subList(2, 5));
    assertThat(second.headers()).doesNotContainKey("link");
    assertThat(list(Map.of("page", token), ANNA).status()).isEqualTo(400);
    assertThat(list(Map.of("status", "pending", "page", token), OLGA).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "limit,0",
    "limit,1001",
    "limit,x",
    "limit,''",
    "page,x",
    "page,''",
    "status,done",
    "order,up"
  })
  void aParameterThatHoldsWhatItCannotIsNamed(String name, String held) {
    HttpResponse answer = list(Map.of(name, held), ANNA);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(body(answer)).contains(name, "expected");
  }

  @Test
  void aListHoldsTheCallersOwnRunsAndAnOperatorsAll() {
    String annas = fixture.start("anna", "").id().text();
    String ottos = fixture.start("otto", "").id().text();

    assertThat(ids(list(Map.of(), ANNA))).containsExactly(annas);
    assertThat(ids(list(Map.of(), OTTO))).containsExactly(ottos);
    assertThat(ids(list(Map.of(), OLGA))).containsExactlyInAnyOrder(annas, ottos);
    assertThat(list(Map.of(), Map.of()).status()).isEqualTo(401);
  }

  @Test
  void runsOfASubjectAreBelowIt() {
    HttpFunction rollouts =
        function(
            "/models/{name}/rollouts",
            "name",
            new RunView() {
              @Override
              public String status(Run run) {
                return run.status() == RunStatus.PENDING ? "running" : run.status().text();
              }

              @Override
              public void writeDetails(Run run, JsonGenerator json, Deadline deadline)
                  throws IOException {
                json.writeStringField("weight", run.id().text().substring(0, 8));
              }
            });
    HttpResponse accepted =
        answer(rollouts, "POST /models/{name}/rollouts", Map.of("name", "churn"), Map.of(), ANNA);
    String id = ids(accepted).getFirst();

    assertThat(accepted.headers()).containsEntry("location", "/models/churn/rollouts/" + id);
    assertThat(body(accepted)).contains("\"status\":\"running\"", "\"subject\":\"churn\"");
    String one = "GET /models/{name}/rollouts/{id}";
    assertThat(body(answer(rollouts, one, Map.of("name", "churn", "id", id), Map.of(), ANNA)))
        .contains("\"weight\":\"20261130\"");
    assertThat(answer(rollouts, one, Map.of("name", "spend", "id", id), Map.of(), ANNA).status())
        .isEqualTo(404);
    String list = "GET /models/{name}/rollouts";
    assertThat(ids(answer(rollouts, list, Map.of("name", "churn"), Map.of(), ANNA)))
        .containsExactly(id);
    assertThat(ids(answer(rollouts, list, Map.of("name", "spend"), Map.of(), ANNA))).isEmpty();
  }

  @Test
  void aTableThatDoesNotAnswerIsA503() {
    fixture.calls.plan(RemoteCalls.Fault.ANSWER_LOST, 1);

    HttpResponse answer = list(Map.of(), ANNA);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers()).containsKey("retry-after");
  }
}
