package dev.millrace.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.Settings;
import dev.millrace.common.http.HttpFunction;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.Problem;
import dev.millrace.common.http.Route;
import dev.millrace.testsupport.DynamoDbServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

class AuditTableTest {
  private static final Instant NOW = Instant.parse("2026-11-30T23:59:59.123Z");
  private static final Map<String, String> ANNA =
      Map.of("sub", "anna", "client_id", "console", "scope", "millrace/read millrace/ingest");

  private final String table = DynamoDbServer.newTable("day", "time_id");
  private int made;

  private HttpFunction function(DynamoDbClient dynamoDb, String named, Route.Action action) {
    Settings settings =
        new Settings(
            Map.of("AUDIT_TABLE", named, "AUDIT_DAYS", "400", "POWERTOOLS_SERVICE_NAME", "sample"));
    return new HttpFunction(
        List.of(
            Route.post("/jobs/{id}/cancel", Set.of(), "", action),
            Route.put("/sources/{name}", Set.of(), "application/json", action),
            Route.delete("/sources/{name}", Set.of(), action),
            Route.post("/events", Set.of(), "", action).ofTheDataPlane(),
            Route.get("/jobs", Set.of(), action)),
        AuditTable.of(settings, dynamoDb, new FunctionMetrics(settings), () -> NOW));
  }

  private HttpFunction function(Route.Action action) {
    return function(DynamoDbServer.client(), table, action);
  }

  private HttpResponse answer(
      HttpFunction function, String route, Map<String, String> path, Map<String, String> claims) {
    return function.answer(
        new HttpRequest(
            route,
            "JKJaXmPLvHcESHA=",
            Map.of("authorization", "Bearer hidden", "content-type", "application/json"),
            Map.of(),
            path,
            claims,
            "{\"secret\": \"hidden\"}".getBytes(StandardCharsets.UTF_8)),
        Deadline.after(Duration.ofMinutes(1)));
  }

  private HttpResponse change(HttpRequest request, Deadline deadline) {
    made++;
    return HttpResponse.json(
        202,
        json -> {
          json.writeStartObject();
          json.writeStringField("detail", "hidden");
          json.writeStringField("id", "run-7");
          json.writeEndObject();
        });
  }

  private List<Map<String, AttributeValue>> rows() {
    return DynamoDbServer.client().scan(scan -> scan.tableName(table)).items();
  }

  private Map<String, String> row() {
    assertThat(rows()).hasSize(1);
    Map<String, String> row = new TreeMap<>();
    rows()
        .getFirst()
        .forEach(
            (name, value) ->
                row.put(
                    name,
                    switch (value.type()) {
                      case S -> value.s();
                      case N -> value.n();
                      case SS -> String.join(" ", value.ss().stream().sorted().toList());
                      default -> value.m().toString();
                    }));
    return row;
  }

  @Test
  void aChangeIsRecordedWithWhoWhatWhenAndWhichAndNothingElse() {
    HttpResponse answer =
        answer(function(this::change), "POST /jobs/{id}/cancel", Map.of("id", "run-6"), ANNA);

    assertThat(answer.status()).isEqualTo(202);
    Map<String, String> expected = new HashMap<>();
    expected.put("day", "2026-11-30");
    expected.put("time_id", "2026-11-30T23:59:59.123Z#JKJaXmPLvHcESHA=");
    expected.put("who", "anna");
    expected.put("scopes", "millrace/ingest millrace/read");
    expected.put("action", "POST /jobs/{id}/cancel");
    expected.put("path_parameters", "{id=AttributeValue(S=run-6)}");
    expected.put("answer_id", "run-7");
    expected.put("request_id", "JKJaXmPLvHcESHA=");
    expected.put("outcome", "answered");
    expected.put("status", "202");
    expected.put("answered_at", "2026-11-30T23:59:59.123Z");
    expected.put("capability", "sample");
    expected.put("expires_at", Long.toString(NOW.plus(Duration.ofDays(400)).getEpochSecond()));
    assertThat(row()).containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void theChangeIsRecordedAsBegunWhileItIsMade() {
    HttpFunction function =
        function(
            (request, by) -> {
              assertThat(row())
                  .containsEntry("outcome", "begun")
                  .doesNotContainKeys("status", "answer_id", "answered_at");
              return change(request, by);
            });

    assertThat(answer(function, "DELETE /sources/{name}", Map.of("name", "a"), ANNA).status())
        .isEqualTo(202);
  }

  @Test
  void aChangeThatCannotBeRecordedIsNotMade() {
    HttpResponse answer =
        answer(
            function(DynamoDbServer.client(), "no-such-table", this::change),
            "PUT /sources/{name}",
            Map.of("name", "a"),
            ANNA);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("nothing was changed");
    assertThat(made).isZero();
  }

  @Test
  void theAnswerStandsThoughItCannotBeRecorded() {
    DynamoDbClient withoutUpdates =
        DynamoDbServer.client(
            new ExecutionInterceptor() {
              @Override
              public void beforeExecution(
                  Context.BeforeExecution context, ExecutionAttributes attributes) {
                if (context.request() instanceof UpdateItemRequest) {
                  throw SdkClientException.create("The table does not answer");
                }
              }
            });

    HttpResponse answer =
        answer(
            function(withoutUpdates, table, this::change),
            "PUT /sources/{name}",
            Map.of("name", "a"),
            ANNA);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(made).isEqualTo(1);
    assertThat(row()).containsEntry("outcome", "begun").containsEntry("who", "anna");
  }

  @Test
  void whatBecameOfARefusedChangeIsRecorded() {
    answer(
        function(
            (request, by) -> {
              throw Problem.conflict("It has ended");
            }),
        "POST /jobs/{id}/cancel",
        Map.of("id", "run-6"),
        ANNA);

    assertThat(row()).containsEntry("status", "409").doesNotContainKey("answer_id");
  }

  @Test
  void aDefectIsRecordedAsItsAnswer() {
    answer(
        function(
            (request, by) -> {
              throw new IllegalStateException("hidden");
            }),
        "POST /jobs/{id}/cancel",
        Map.of("id", "run-6"),
        ANNA);

    assertThat(row()).containsEntry("status", "500");
  }

  @Test
  void aProcessThatDiesLeavesTheChangeBegun() {
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(
            () ->
                answer(
                    function(
                        (request, by) -> {
                          throw new OutOfMemoryError("no heap");
                        }),
                    "POST /jobs/{id}/cancel",
                    Map.of("id", "run-6"),
                    ANNA));

    assertThat(row()).containsEntry("outcome", "begun");
  }

  @Test
  void aRequestThatNoRouteTakesIsNotRecorded() {
    HttpFunction function = function(this::change);

    assertThat(answer(function, "POST /jobs/{id}/cancel", Map.of(), Map.of()).status())
        .isEqualTo(401);
    assertThat(answer(function, "POST /nothing", Map.of(), ANNA).status()).isEqualTo(404);
    assertThat(rows()).isEmpty();
    assertThat(made).isZero();
  }

  @Test
  void recordsAndReadingAreNotRecorded() {
    HttpFunction function = function(this::change);

    assertThat(answer(function, "POST /events", Map.of(), Map.of()).status()).isEqualTo(202);
    assertThat(answer(function, "GET /jobs", Map.of(), ANNA).status()).isEqualTo(202);
    assertThat(rows()).isEmpty();
  }

  @Test
  void aMachineIsNamedByItsClient() {
    answer(
        function(this::change),
        "DELETE /sources/{name}",
        Map.of("name", "a"),
        Map.of("client_id", "nightly"));

    assertThat(row()).containsEntry("who", "nightly").doesNotContainKey("scopes");
  }

  @Test
  void twoRequestsWithoutAnIdOfOneMomentAreTwoRows() {
    HttpFunction function = function(this::change);
    for (int i = 0; i < 2; i++) {
      function.answer(
          new HttpRequest(
              "DELETE /sources/{name}",
              "",
              Map.of(),
              Map.of(),
              Map.of("name", "a"),
              ANNA,
              new byte[0]),
          Deadline.after(Duration.ofMinutes(1)));
    }

    assertThat(rows()).hasSize(2);
  }

  @Test
  void rowsAreKeptForEverWhereNoDaysAreSet() {
    Settings settings =
        new Settings(Map.of("AUDIT_TABLE", table, "POWERTOOLS_SERVICE_NAME", "sample"));
    HttpFunction function =
        new HttpFunction(
            List.of(Route.delete("/sources/{name}", Set.of(), this::change)),
            AuditTable.of(
                settings, DynamoDbServer.client(), new FunctionMetrics(settings), () -> NOW));

    answer(function, "DELETE /sources/{name}", Map.of("name", "a"), ANNA);

    assertThat(row()).doesNotContainKey("expires_at");
  }

  @Test
  void aFunctionWithoutTheTablesNameDoesNotStart() {
    Settings settings = new Settings(Map.of("POWERTOOLS_SERVICE_NAME", "sample"));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                AuditTable.of(
                    settings, DynamoDbServer.client(), new FunctionMetrics(settings), () -> NOW))
        .withMessageContaining("AUDIT_TABLE")
        .withMessageContaining("routes that change something");
  }
}
