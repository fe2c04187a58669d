package dev.millrace.infra.platform;

import dev.millrace.infra.capability.ApiScope;
import dev.millrace.infra.capability.Capability;
import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.capability.Route;
import dev.millrace.infra.construct.LogRetention;
import dev.millrace.infra.construct.NagReason;
import dev.millrace.infra.construct.Storage;
import dev.millrace.infra.settings.ApiSettings;
import dev.millrace.infra.settings.PlatformSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.aws_apigatewayv2_authorizers.HttpUserPoolAuthorizer;
import software.amazon.awscdk.aws_apigatewayv2_integrations.HttpLambdaIntegration;
import software.amazon.awscdk.services.apigatewayv2.AddRoutesOptions;
import software.amazon.awscdk.services.apigatewayv2.CorsHttpMethod;
import software.amazon.awscdk.services.apigatewayv2.CorsPreflightOptions;
import software.amazon.awscdk.services.apigatewayv2.HttpApi;
import software.amazon.awscdk.services.apigatewayv2.HttpNoneAuthorizer;
import software.amazon.awscdk.services.apigatewayv2.HttpStage;
import software.amazon.awscdk.services.apigatewayv2.ThrottleSettings;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/** The HTTP API over the routes of all capabilities. */
final class MillraceApi extends Construct {
  private final HttpApi api;
  private final HttpUserPoolAuthorizer authorizer;
  private final HttpStage stage;

  MillraceApi(
      Construct scope,
      String id,
      PlatformSettings settings,
      Users users,
      Map<Capability, CapabilityFunctions> capabilities) {
    super(scope, id);
    var routes =
        capabilities.keySet().stream().flatMap(capability -> capability.routes().stream()).toList();
    api = api(settings.api(), routes);
    authorizer =
        HttpUserPoolAuthorizer.Builder.create("Tokens", users.pool)
            .userPoolClients(List.copyOf(users.clients.values()))
            .build();
    capabilities.forEach(this::routes);
    stage = stage(settings);
    CfnOutput.Builder.create(Stack.of(this), "ApiUrl").value(api.getApiEndpoint()).build();
  }

  HttpStage stage() {
    return stage;
  }

  private void routes(Capability capability, CapabilityFunctions functions) {
    var integrations = new TreeMap<String, HttpLambdaIntegration>();
    for (var route : capability.routes()) {
      var integration =
          integrations.computeIfAbsent(
              route.function(),
              function ->
                  new HttpLambdaIntegration(
                      function + "Integration", functions.function(function).alias()));
      if (route.scope() == ApiScope.PUBLIC) {
        openRoute(route, integration);
      } else {
        route(route, integration);
      }
    }
  }

  private HttpApi api(ApiSettings settings, List<Route> routes) {
    var builder = HttpApi.Builder.create(this, "Api").createDefaultStage(false);
    if (!settings.corsOrigins().isEmpty()) {
      builder.corsPreflight(
          CorsPreflightOptions.builder()
              .allowOrigins(settings.corsOrigins())
              .allowMethods(
                  routes.stream()
                      .map(route -> CorsHttpMethod.valueOf(route.method().name()))
                      .distinct()
                      .sorted()
                      .toList())
              .allowHeaders(List.of("authorization", "content-type"))
              .build());
    }
    return builder.build();
  }

  private void route(Route route, HttpLambdaIntegration integration) {
    api.addRoutes(
        AddRoutesOptions.builder()
            .path(route.path())
            .methods(List.of(route.method()))
            .integration(integration)
            .authorizer(authorizer)
            .authorizationScopes(List.of(Users.scope(route.scope())))
            .build());
  }

  private void openRoute(Route route, HttpLambdaIntegration integration) {
    api.addRoutes(
            AddRoutesOptions.builder()
                .path(route.path())
                .methods(List.of(route.method()))
                .integration(integration)
                .authorizer(new HttpNoneAuthorizer())
                .build())
        .forEach(
            open ->
                NagReason.allow(
                    open,
                    "AwsSolutions-APIG4",
                    "Load balancers and people ask for health without a token; it tells counts only"));
  }

  private HttpStage stage(PlatformSettings settings) {
    var logs =
        LogGroup.Builder.create(this, "AccessLogs")
            .retention(LogRetention.of(settings))
            .removalPolicy(new Storage(settings.retain()).removal())
            .build();
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
