package dev.millrace.models.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.millrace.common.Json;
import dev.millrace.common.Sha256;
import dev.millrace.common.http.Problem;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.definition.PackedDefinition;
import dev.millrace.features.json.InvalidMember;
import dev.millrace.features.json.UnicodeText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The {@code model.json} of a version, made of what was posted.
 *
 * @param json all of it; not to be modified
 * @param packed without its golden rows
 */
record ModelDocument(byte[] json, String packed) {
  /** The most that the packed definition may take; a row of the table holds 400 KB. */
  private static final int MAXIMUM_PACKED = 100_000;

  /** Checks that neither is null. */
  ModelDocument {
    Objects.requireNonNull(json, "json");
    Objects.requireNonNull(packed, "packed");
  }

  /**
   * Composes the document.
   *
   * @param named what features that were given by name are
   * @throws Problem 422 with a sentence that names the place, what it held and what was expected
   */
  static ModelDocument of(String model, VersionRequest request, NamedFeatures named) {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("name", text(model));
    parts.put("version", text(request.version().toString()));
    copy("task", request, parts);
    copy("classes", request, parts);
    List<String> names = new ArrayList<>();
    List<String> features = new ArrayList<>();
    for (int place = 0; place < request.features().size(); place++) {
      features.add(feature(request.features().get(place), place, named, names));
    }
    copy("record", request, parts);
    if (!names.isEmpty()) {
      named.record().ifPresent(record -> parts.putIfAbsent("record", record));
    }
    Map<String, String> lookups = lookups(request, named.lookups(names));
    if (!lookups.isEmpty()) {
      parts.put("lookups", object(lookups));
    }
    parts.put("features", "[" + String.join(",", features) + "]");
    String packed = packed(bytes(parts));
    copy("golden", request, parts);
    return new ModelDocument(bytes(parts), packed);
  }

  private static void copy(String member, VersionRequest request, Map<String, String> into) {
    if (request.definition().containsKey(member)) {
      into.put(member, request.definition().get(member));
    }
  }

  private static String feature(
      String json, int place, NamedFeatures named, List<String> usedNames) {
    if (json.startsWith("{")) {
      return json;
    }
    String name = string(json);
    usedNames.add(name);
    return named
        .find(name)
        .orElseThrow(
            () ->
                Problem.unprocessable(
                    "features[%d] held the name \"%s\", expected one of %s, or a whole definition"
                        .formatted(place, UnicodeText.shown(name), named.described())));
  }

  private static Map<String, String> lookups(VersionRequest request, Map<String, String> ofNamed) {
    Map<String, String> lookups = new LinkedHashMap<>(ofNamed);
    String own = request.definition().getOrDefault("lookups", "{}");
    JsonParts.members(own)
        .forEach(
            (name, json) -> {
              if (!json.equals(lookups.getOrDefault(name, json))) {
                throw Problem.unprocessable(
                    "lookups.%s held another definition than the one that features given by name read, expected that one, %s, or none"
                        .formatted(UnicodeText.shown(name), UnicodeText.shown(lookups.get(name))));
              }
              lookups.put(name, json);
            });
    return lookups;
  }

  private static String packed(byte[] json) {
    try {
      ModelDefinition.parse(json);
    } catch (InvalidMember invalid) {
      throw Problem.unprocessable(invalid.getMessage());
    }
    String packed = PackedDefinition.pack(json);
    if (packed.length() > MAXIMUM_PACKED) {
      throw Problem.unprocessable(
          "The definition takes %,d characters when it is packed, expected at most %,d: shorten names or paths, or leave features out"
              .formatted(packed.length(), MAXIMUM_PACKED));
    }
    return packed;
  }

  /** SHA-256 of the whole document. */
  String sha256() {
    return Sha256.hex(json);
  }

  private static String text(String text) {
    return new String(Json.bytes(json -> json.writeString(text)), UTF_8);
  }

  private static String string(String json) {
    try (JsonParser parser = Json.FACTORY.createParser(json)) {
      parser.nextToken();
      return parser.getText();
    } catch (IOException impossible) {
      throw new UncheckedIOException("JSON that was read before cannot be read", impossible);
    }
  }

  private static String object(Map<String, String> members) {
    return new String(bytes(members), UTF_8);
  }

  private static byte[] bytes(Map<String, String> members) {
    return Json.bytes(json -> write(json, members));
  }

  private static void write(JsonGenerator json, Map<String, String> members) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, String> member : members.entrySet()) {
      json.writeFieldName(member.getKey());
      json.writeRawValue(member.getValue());
    }
    json.writeEndObject();
  }
}
