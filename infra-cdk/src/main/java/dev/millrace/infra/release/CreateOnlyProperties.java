package dev.millrace.infra.release;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.artifact.Resources;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The properties that CloudFormation takes only when it creates a resource: another value makes a
 * new resource. They are those of the registry's schemas, written to two files by {@code
 * infra-cdk/cfn-lint/create-only}.
 */
final class CreateOnlyProperties {
  private static final JsonNode ALWAYS = Resources.json("create-only-properties.json");
  private static final JsonNode AT_TIMES =
      Resources.json("conditional-create-only-properties.json");

  private CreateOnlyProperties() {}

  /**
   * The create-only properties that a resource has, by their paths below {@code Properties}, such
   * as {@code DnsOptions/PrivateDnsPreference}.
   *
   * @param resource as a template has it
   * @throws ReleaseException when the files do not have its type
   */
  static SortedMap<String, JsonNode> of(JsonNode resource) {
    var type = resource.path("Type").asText();
    if (!ALWAYS.has(type)) {
      throw new ReleaseException(
          "The create-only properties of %s are not known; expected the type in create-only-properties.json, which infra-cdk/cfn-lint/create-only writes"
              .formatted(type));
    }
    SortedMap<String, JsonNode> values = new TreeMap<>();
    Stream.of(ALWAYS, AT_TIMES)
        .flatMap(table -> table.path(type).valueStream())
        .map(JsonNode::asText)
        .forEach(
            property -> {
              var value = resource.path("Properties").at("/" + property);
              if (!value.isMissingNode()) {
                values.put(property, value);
              }
            });
    return values;
  }

  /** Whether another value of a property makes a new resource in some cases only. */
  static boolean atTimes(String type, String property) {
    return AT_TIMES.path(type).valueStream().anyMatch(name -> name.asText().equals(property));
  }
}
