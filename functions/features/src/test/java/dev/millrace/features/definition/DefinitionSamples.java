package dev.millrace.features.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Definitions that are valid, and some that are not, with what is said of each. */
final class DefinitionSamples {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A definition that is refused: whether the schema refuses it, and how the sentence begins. */
  record Refused(boolean bySchema, String says, JsonNode model) {}

  private DefinitionSamples() {}

  static List<JsonNode> valid() {
    return lines("valid.ndjson");
  }

  static List<Refused> refused() {
    return lines("refused.ndjson").stream().map(DefinitionSamples::refused).toList();
  }

  private static Refused refused(JsonNode line) {
    ObjectNode model = JSON.createObjectNode().put("name", "m").put("version", "1.0.0");
    model.setAll((ObjectNode) line);
    model.remove(List.of("schema", "says"));
    return new Refused(line.get("schema").asBoolean(), line.get("says").asText(), model);
  }

  static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(JsonNode model) {
    return model.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static List<JsonNode> lines(String resource) {
    try (InputStream in = DefinitionSamples.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(DefinitionSamples::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
