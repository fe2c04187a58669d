package dev.millrace.infra;

import java.util.List;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.aws_apigatewayv2_authorizers.HttpUserPoolAuthorizer;
import software.amazon.awscdk.aws_apigatewayv2_integrations.HttpLambdaIntegration;
import software.amazon.awscdk.services.apigatewayv2.AddRoutesOptions;
import software.amazon.awscdk.services.apigatewayv2.CorsHttpMethod;
import software.amazon.awscdk.services.apigatewayv2.CorsPreflightOptions;
import software.amazon.awscdk.services.apigatewayv2.HttpApi;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.apigatewayv2.HttpNoneAuthorizer;
import software.amazon.awscdk.services.apigatewayv2.HttpStage;
import software.amazon.awscdk.services.apigatewayv2.ThrottleSettings;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/** The HTTP API: a scope for each route, and one route without. */
final class MillraceApi extends Construct {
  private final HttpApi api;
  private final HttpUserPoolAuthorizer authorizer;
  final HttpStage stage;

  MillraceApi(
      Construct scope, String id, Settings settings, Users users, Scoring scoring, Lake lake) {
    super(scope, id);
    api = api(settings.api());
    authorizer =
        HttpUserPoolAuthorizer.Builder.create("Tokens", users.pool)
            .userPoolClients(List.of(users.client))
            .build();
    var predictions =
        new HttpLambdaIntegration("PredictionsIntegration", scoring.predictionsApi.alias());
    route(HttpMethod.POST, "/predictions", "predict", predictions);
    route(HttpMethod.GET, "/predictions/{id}", "read", predictions);
    route(HttpMethod.POST, "/events", "ingest", predictions);
    var metrics = new HttpLambdaIntegration("MetricsIntegration", lake.metricsApi.alias());
    route(HttpMethod.GET, "/metrics", "read", metrics);
    openRoute(HttpMethod.GET, "/health", metrics);
    stage = stage(settings);
    CfnOutput.Builder.create(Stack.of(this), "ApiUrl").value(api.getApiEndpoint()).build();
  }

  private HttpApi api(Settings.Api settings) {
    var builder = HttpApi.Builder.create(this, "Api").createDefaultStage(false);
    if (!settings.corsOrigins().isEmpty()) {
      builder.corsPreflight(
          CorsPreflightOptions.builder()
              .allowOrigins(settings.corsOrigins())
              .allowMethods(List.of(CorsHttpMethod.GET, CorsHttpMethod.POST))
              .allowHeaders(List.of("authorization", "content-type"))
              .build());
    }
    return builder.build();
  }

  private void route(
      HttpMethod method, String path, String scope, HttpLambdaIntegration integration) {
    api.addRoutes(
        AddRoutesOptions.builder()
            .path(path)
            .methods(List.of(method))
            .integration(integration)
            .authorizer(authorizer)
            .authorizationScopes(List.of(Users.scope(scope)))
            .build());
  }

  private void openRoute(HttpMethod method, String path, HttpLambdaIntegration integration) {
    api.addRoutes(
            AddRoutesOptions.builder()
                .path(path)
                .methods(List.of(method))
                .integration(integration)
                .authorizer(new HttpNoneAuthorizer())
                .build())
        .forEach(
            route ->
                NagReason.allow(
                    route,
                    "AwsSolutions-APIG4",
                    "Load balancers and people ask for health without a token; it tells counts only"));
  }

  private HttpStage stage(Settings settings) {
    var logs =
        LogGroup.Builder.create(this, "AccessLogs").retention(LogRetention.of(settings)).build();
    return HttpStage.Builder.create(this, "Stage")
        .httpApi(api)
        .stageName("$default")
        .autoDeploy(true)
        .throttle(
            ThrottleSettings.builder()
                .rateLimit(settings.api().rateLimit())
                .burstLimit(settings.api().burstLimit())
                .build())
        .accessLogSettings(new AccessLog(logs))
        .build();
  }
}
