package dev.millrace.infra.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.Synthesis;
import dev.millrace.infra.costs.Templates;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MillraceApiTest {
  private final Synthesis synthesis = Synthesis.byDefault();

  @Test
  void everyRouteButHealthWantsATokenWithItsScope() {
    var scopes =
        synthesis.resources("AWS::ApiGatewayV2::Route").stream()
            .collect(
                Collectors.toMap(
                    route -> route.property("/RouteKey"),
                    route ->
                        route.property("/AuthorizationType")
                            + " "
                            + route.property("/AuthorizationScopes/0")));
    assertThat(scopes)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("POST /predictions", "JWT millrace/predict"),
                Map.entry("GET /predictions/{id}", "JWT millrace/read"),
                Map.entry("POST /events", "JWT millrace/ingest"),
                Map.entry("POST /jobs", "JWT millrace/ingest"),
                Map.entry("POST /jobs/{id}/cancel", "JWT millrace/ingest"),
                Map.entry("POST /jobs/{id}/retry", "JWT millrace/ingest"),
                Map.entry("GET /jobs", "JWT millrace/read"),
                Map.entry("GET /jobs/{id}", "JWT millrace/read"),
                Map.entry("POST /transformations/preview", "JWT millrace/ingest"),
                Map.entry("GET /datasets", "JWT millrace/read"),
                Map.entry("GET /records", "JWT millrace/read"),
                Map.entry("GET /quality", "JWT millrace/read"),
                Map.entry("GET /lineage", "JWT millrace/read"),
                Map.entry("GET /metrics", "JWT millrace/read"),
                Map.entry("GET /models", "JWT millrace/read"),
                Map.entry("GET /models/{name}", "JWT millrace/read"),
                Map.entry("GET /models/{name}/history", "JWT millrace/read"),
                Map.entry("GET /models/{name}/versions/{version}", "JWT millrace/read"),
                Map.entry("GET /models/{name}/routing", "JWT millrace/read"),
                Map.entry("GET /models/{name}/rollouts", "JWT millrace/read"),
                Map.entry("GET /models/{name}/rollouts/{id}", "JWT millrace/read"),
                Map.entry("PUT /models/{name}/routing", "JWT millrace/operate"),
                Map.entry("PUT /models/{name}/streams", "JWT millrace/operate"),
                Map.entry("POST /models/{name}/rollback", "JWT millrace/operate"),
                Map.entry("POST /models/{name}/rollouts", "JWT millrace/operate"),
                Map.entry("POST /models/{name}/rollouts/{id}/cancel", "JWT millrace/operate"),
                Map.entry("POST /models/{name}/versions", "JWT millrace/operate"),
                Map.entry("DELETE /models/{name}/versions/{version}", "JWT millrace/operate"),
                Map.entry(
                    "POST /models/{name}/versions/{version}/complete", "JWT millrace/operate"),
                Map.entry(
                    "POST /models/{name}/versions/{version}/deactivate", "JWT millrace/operate"),
                Map.entry(
                    "POST /models/{name}/versions/{version}/activate", "JWT millrace/operate"),
                Map.entry("GET /models/{name}/backfills", "JWT millrace/read"),
                Map.entry("GET /models/{name}/backfills/{id}", "JWT millrace/read"),
                Map.entry("POST /models/{name}/backfills", "JWT millrace/operate"),
                Map.entry("POST /models/{name}/backfills/{id}/cancel", "JWT millrace/operate"),
                Map.entry("GET /health", "NONE ")));
  }

  @ParameterizedTest
  @CsvSource({"GET /metrics, MetricsApi", "GET /health, MetricsApi", "POST /events, EventsApi"})
  void aRouteLeadsToTheFunctionThatKnows(String key, String function) {
    var route =
        synthesis.resources("AWS::ApiGatewayV2::Route").stream()
            .filter(candidate -> candidate.property("/RouteKey").equals(key))
            .findAny()
            .orElseThrow();
    var target = route.properties().at("/Target").findValuesAsText("Ref").getFirst();
    assertThat(synthesis.resources("AWS::ApiGatewayV2::Integration"))
        .filteredOn(integration -> integration.id().equals(target))
        .singleElement()
        .satisfies(
            integration ->
                assertThat(integration.property("/IntegrationUri/Fn::GetStackOutput/OutputName"))
                    .contains(function));
  }

  @Test
  void callersAreThrottledAndRequestsLogged() {
    var stage = synthesis.resource("AWS::ApiGatewayV2::Stage", "HttpApi/Stage");
    assertThat(stage.property("/DefaultRouteSettings/ThrottlingRateLimit")).isEqualTo("100");
    assertThat(stage.property("/DefaultRouteSettings/ThrottlingBurstLimit")).isEqualTo("200");
    assertThat(stage.property("/AccessLogSettings/Format"))
        .contains("$context.requestId", "$context.routeKey")
        .doesNotContain("sourceIp", "$context.path");
  }

  @Test
  void browsersOfOtherOriginsAreRefusedUnlessSet() {
    assertThat(api(synthesis).properties().has("CorsConfiguration")).isFalse();
    assertThat(api(Synthesis.otherwise()).property("/CorsConfiguration/AllowOrigins/0"))
        .isEqualTo("https://example.com");
  }

  private static Templates.Resource api(Synthesis synthesis) {
    return synthesis.resource("AWS::ApiGatewayV2::Api", "HttpApi/Api");
  }
}
