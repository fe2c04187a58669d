package dev.millrace.models.registry;

import dev.millrace.common.http.Problem;
import dev.millrace.features.definition.ModelVersion;
import dev.millrace.features.json.InvalidMember;
import dev.millrace.features.json.JsonMembers;
import dev.millrace.models.request.RequestBody;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code POST /models/{name}/versions} asks for, as far as it can be told without the model.
 * Immutable.
 *
 * @param sha256 of the file that will be uploaded, 64 hexadecimal digits in lower case
 * @param features each a feature's name in quotation marks or its definition, as JSON
 * @param definition the other members of a {@code model.json} that were given, by name, as JSON
 * @param goldenRows how many there are among them
 * @param metadata a JSON object; empty where none was given
 */
record VersionRequest(
    ModelVersion version,
    String sha256,
    List<String> features,
    Map<String, String> definition,
    int goldenRows,
    Optional<String> metadata) {

  /** The most that metadata may take, in bytes. */
  static final int MAXIMUM_METADATA = 16 * 1024;

  private static final List<String> OF_A_DEFINITION =
      List.of("task", "classes", "record", "lookups", "golden");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

  /** Copies what it holds. */
  VersionRequest {
    features = List.copyOf(features);
    definition = Map.copyOf(definition);
  }

  /**
   * Reads a request's body.
   *
   * @throws Problem 400 with a sentence that names the member, what it held and what was expected
   */
  static VersionRequest read(byte[] body) {
    return RequestBody.read(body, read -> read(read.members(), body));
  }

  private static VersionRequest read(JsonMembers members, byte[] body) {
    ModelVersion version =
        ModelVersion.parse(members.text("version"))
            .orElseThrow(() -> members.refused("version", ModelVersion.EXPECTED));
    if (!members.text("format").equals("onnx")) {
      throw members.refused("format", "\"onnx\"");
    }
    if (!SHA256.matcher(members.text("sha256")).matches()) {
      throw members.refused("sha256", "the file's SHA-256 in 64 hexadecimal digits");
    }
    requireFeatures(members);
    members.optionalText("task");
    members.texts("classes");
    members.optionalObject("record");
    members.optionalObject("lookups");
    int goldenRows = members.objects("golden").size();
    members.optionalObject("metadata");
    members.end();
    Map<String, String> parts = JsonParts.members(new String(body, StandardCharsets.UTF_8));
    Optional<String> metadata = Optional.ofNullable(parts.get("metadata"));
    metadata.ifPresent(VersionRequest::requireSmall);
    List<String> features = JsonParts.elements(parts.get("features"));
    String sha256 = members.text("sha256").toLowerCase(Locale.ROOT);
    parts.keySet().retainAll(OF_A_DEFINITION);
    return new VersionRequest(version, sha256, features, parts, goldenRows, metadata);
  }

  private static void requireFeatures(JsonMembers members) {
    List<?> features = members.elements("features");
    if (features.isEmpty()) {
      throw members.refused("features", "an array of features' names or definitions");
    }
    for (int place = 0; place < features.size(); place++) {
      if (!(features.get(place) instanceof String) && !(features.get(place) instanceof Map)) {
        throw InvalidMember.held(
            "features[%d]".formatted(place),
            JsonMembers.shown(features.get(place)),
            "a feature's name or its definition, an object");
      }
    }
  }

  private static void requireSmall(String metadata) {
    int bytes = metadata.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAXIMUM_METADATA) {
      throw InvalidMember.held(
          "metadata",
          "%,d bytes".formatted(bytes),
          "an object of at most %,d".formatted(MAXIMUM_METADATA));
    }
  }
}
