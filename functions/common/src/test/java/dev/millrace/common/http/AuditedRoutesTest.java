package dev.millrace.common.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.common.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuditedRoutesTest {
  private static final String JSON = "application/json";

  private final List<String> happened = new ArrayList<>();
  private final Deadline deadline = Deadline.after(Duration.ofMinutes(1));

  private HttpResponse act(HttpRequest request, Deadline by) {
    happened.add("acted");
    return HttpResponse.json(200, json -> json.writeString("done"));
  }

  private AuditTrail.Change record(HttpRequest request, Caller caller, Deadline by) {
    happened.add("begun by " + caller.id());
    return (answer, end) -> happened.add("answered " + answer.status());
  }

  private HttpResponse answer(HttpFunction function, String route, Map<String, String> claims) {
    return function.answer(
        new HttpRequest(
            route,
            "request-1",
            Map.of("content-type", JSON),
            Map.of(),
            Map.of(),
            claims,
            "{}".getBytes(StandardCharsets.UTF_8)),
        deadline);
  }

  private HttpResponse answer(Route route) {
    return answer(
        new HttpFunction(List.of(route), this::record), route.key(), Map.of("sub", "anna"));
  }

  @Test
  void whatIsNoGetIsRecordedBeforeAndAfter() {
    for (Route route :
        List.of(
            Route.post("/a", Set.of(), JSON, this::act),
            Route.put("/a", Set.of(), JSON, this::act),
            Route.delete("/a", Set.of(), this::act))) {
      happened.clear();
      answer(route);
      assertThat(happened).containsExactly("begun by anna", "acted", "answered 200");
    }
  }

  @Test
  void readingAndRecordsAreNotRecorded() {
    answer(Route.get("/a", Set.of(), this::act));
    answer(Route.post("/a", Set.of(), JSON, this::act).ofTheDataPlane());

    assertThat(happened).containsExactly("acted", "acted");
  }

  @Test
  void aRouteThatFailsIsRecordedWithItsAnswer() {
    Route problem =
        Route.delete(
            "/a",
            Set.of(),
            (request, by) -> {
              throw Problem.conflict("no");
            });
    Route defect =
        Route.delete(
            "/a",
            Set.of(),
            (request, by) -> {
              throw new IllegalStateException("inside");
            });

    assertThat(answer(problem).status()).isEqualTo(409);
    assertThat(answer(defect).status()).isEqualTo(500);
    assertThat(happened)
        .containsExactly("begun by anna", "answered 409", "begun by anna", "answered 500");
  }

  @Test
  void aChangeThatIsNotRecordedIsNotMade() {
    HttpFunction function =
        new HttpFunction(
            List.of(Route.delete("/a", Set.of(), this::act)),
            (request, caller, by) -> {
              throw Problem.unavailable("The table sleeps");
            });

    assertThat(answer(function, "DELETE /a", Map.of("sub", "anna")).status()).isEqualTo(503);
    assertThat(happened).isEmpty();
  }

  @Test
  void aChangeThatNobodyAsksForIsNotMade() {
    HttpFunction function =
        new HttpFunction(List.of(Route.delete("/a", Set.of(), this::act)), this::record);

    HttpResponse answer = answer(function, "DELETE /a", Map.of());

    assertThat(answer.status()).isEqualTo(401);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("sub or client_id");
    assertThat(happened).isEmpty();
  }

  @Test
  void aRequestThatTheRouteDoesNotTakeIsNotRecorded() {
    HttpFunction function =
        new HttpFunction(
            List.of(Route.post("/a", Set.of(), "application/x-ndjson", this::act)), this::record);

    assertThat(answer(function, "POST /a", Map.of("sub", "anna")).status()).isEqualTo(415);
    assertThat(happened).isEmpty();
  }

  @Test
  void anAuditedRouteLeavesASecondToRecordItsAnswer() {
    Duration whole = deadline.remaining();
    List<Duration> left = new ArrayList<>();

    answer(
        Route.delete(
            "/a",
            Set.of(),
            (request, by) -> {
              left.add(by.remaining());
              return act(request, by);
            }));

    assertThat(left.getFirst()).isLessThanOrEqualTo(whole.minusSeconds(1));
  }

  @Test
  void aFunctionWithAChangingRouteAndNoTrailDoesNotStart() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new HttpFunction(
                    List.of(
                        Route.get("/b", Set.of(), this::act),
                        Route.delete("/a", Set.of(), this::act))))
        .withMessageContaining("[DELETE /a]")
        .withMessageContaining("AUDIT_TABLE");
  }
}
