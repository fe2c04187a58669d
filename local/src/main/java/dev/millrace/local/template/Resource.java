package dev.millrace.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * One resource of a synthesized stack.
 *
 * @param stack name of the stack it stands in
 * @param logicalId its key in the template
 * @param type such as {@code AWS::Kinesis::Stream}
 * @param definition the resource as the template has it, intrinsics unresolved
 * @param name what the resource is called locally
 */
public record Resource(
    String stack, String logicalId, String type, JsonNode definition, String name) {

  /** The properties, intrinsics unresolved; a missing node when there are none. */
  public JsonNode properties() {
    return definition.path("Properties");
  }

  /** Unlike the name, no other resource of the assembly has it. */
  public String id() {
    return stack + "." + logicalId;
  }

  /** Where AWS would give it a UUID: the same at every start. */
  public String uuid() {
    return UUID.nameUUIDFromBytes((stack + "/" + logicalId).getBytes(StandardCharsets.UTF_8))
        .toString();
  }

  /** The value of an entry of the resource's metadata. */
  public Optional<String> metadata(String key) {
    JsonNode value = definition.path("Metadata").path(key);
    return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
  }

  @Override
  public String toString() {
    return stack + "/" + logicalId + " (" + type + ")";
  }
}
