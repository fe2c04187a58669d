package dev.millrace.local.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The HTTP API that a template declares. */
public final class DeclaredApi {
  private final List<Route> routes = new ArrayList<>();

  /** Reads the routes, and the integration and authorization of each. */
  public DeclaredApi(CloudAssembly assembly, Intrinsics intrinsics) {
    for (Resource resource : assembly.resources("AWS::ApiGatewayV2::Route")) {
      String integration =
          intrinsics.property(resource, "Target").asText().replaceFirst("^integrations/", "");
      Resource target =
          assembly.resources("AWS::ApiGatewayV2::Integration").stream()
              .filter(candidate -> candidate.id().equals(integration))
              .findFirst()
              .orElseThrow(
                  () ->
                      new TemplateException(
                          "%s targets %s, which is not an integration"
                              .formatted(resource, integration)));
      routes.add(
          new Route(
              intrinsics.property(resource, "RouteKey").asText(),
              function(target, intrinsics),
              authorized(resource, intrinsics),
              strings(intrinsics.property(resource, "AuthorizationScopes"))));
    }
  }

  private static String function(Resource integration, Intrinsics intrinsics) {
    String uri = intrinsics.property(integration, "IntegrationUri").asText();
    String version = intrinsics.property(integration, "PayloadFormatVersion").asText();
    int arn = uri.indexOf("arn:aws:lambda:");
    if (arn < 0 || !version.equals("2.0")) {
      throw new TemplateException(
          "%s sends payload format %s to %s; the local stack sends format 2.0 to functions"
              .formatted(integration, version, uri));
    }
    return uri.substring(arn).replace("/invocations", "");
  }

  private static boolean authorized(Resource route, Intrinsics intrinsics) {
    String type = intrinsics.property(route, "AuthorizationType").asText("NONE");
    return switch (type) {
      case "NONE" -> false;
      case "JWT" -> true;
      default ->
          throw new TemplateException(
              "%s is authorized by %s; the local stack knows JWT and NONE".formatted(route, type));
    };
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(element -> strings.add(element.asText()));
    return strings;
  }

  List<Route> routes() {
    return routes;
  }

  /**
   * ARNs of the functions that answer under a path.
   *
   * @param path such as {@code /predictions}, which stands for {@code /predictions/{id}} too
   */
  public Set<String> functions(String path) {
    Set<String> functions = new TreeSet<>();
    routes.stream()
        .filter(route -> route.isUnder(path))
        .forEach(route -> functions.add(route.function()));
    return functions;
  }

  /** Every scope that some route wants. */
  public Set<String> scopes() {
    Set<String> scopes = new TreeSet<>();
    routes.forEach(route -> scopes.addAll(route.scopes()));
    return scopes;
  }
}
