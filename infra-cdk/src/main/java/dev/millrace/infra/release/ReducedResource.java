package dev.millrace.infra.release;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.SortedMap;

/**
 * What of a resource decides whether CloudFormation replaces it.
 *
 * @param type such as {@code AWS::S3::Bucket}
 * @param keptWhenRemoved whether what it is outlives its removal from the template
 * @param keptWhenReplaced whether what it is outlives its replacement
 * @param createOnly its create-only properties that have a value
 */
record ReducedResource(
    String type,
    @JsonProperty("kept_when_removed") boolean keptWhenRemoved,
    @JsonProperty("kept_when_replaced") boolean keptWhenReplaced,
    @JsonProperty("create_only") SortedMap<String, JsonNode> createOnly) {

  static ReducedResource of(JsonNode resource) {
    return new ReducedResource(
        resource.path("Type").asText(),
        isKept(resource.path("DeletionPolicy")),
        isKept(resource.path("UpdateReplacePolicy")),
        CreateOnlyProperties.of(resource));
  }

  /** The policies are {@code Retain} and {@code RetainExceptOnCreate}, {@code Delete} or none. */
  private static boolean isKept(JsonNode policy) {
    return policy.asText().startsWith("Retain");
  }
}
