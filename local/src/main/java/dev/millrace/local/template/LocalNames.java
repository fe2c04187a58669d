package dev.millrace.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What resources are called locally: the id of their construct, in kebab case but for functions.
 */
final class LocalNames {
  /** Ids that CDK's own constructs give to the resource inside them. */
  private static final Set<String> INNER = Set.of("Resource", "Default");

  private LocalNames() {}

  /** {@code MillracePlatformData/ServiceEvents/Resource} is called {@code service-events}. */
  static String of(String logicalId, JsonNode definition) {
    String path = definition.path("Metadata").path("aws:cdk:path").asText(logicalId);
    List<String> ids = Arrays.stream(path.split("/")).filter(id -> !INNER.contains(id)).toList();
    String id = ids.getLast();
    return isFunction(definition) ? id : kebabCase(id);
  }

  private static boolean isFunction(JsonNode definition) {
    return definition.path("Type").asText().equals("AWS::Lambda::Function");
  }

  static String kebabCase(String id) {
    return id.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
        .replaceAll("([A-Z])([A-Z][a-z])", "$1-$2")
        .replaceAll("[^A-Za-z0-9]+", "-")
        .toLowerCase(Locale.ROOT);
  }
}
