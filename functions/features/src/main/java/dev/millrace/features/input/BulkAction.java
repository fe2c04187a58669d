package dev.millrace.features.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An action line of an Elasticsearch {@code _bulk} body: an object whose only member is {@code
 * index}, {@code create}, {@code update} or {@code delete}, and holds an object of nothing but the
 * action's own parameters.
 *
 * @param kind what is to be done with the source on the next line
 * @param beginning of the hit that the action makes with its source: the brace, the action's {@code
 *     _index} and {@code _id} as far as it names them, and {@code _source} with its colon
 */
record BulkAction(Kind kind, byte[] beginning) {
  enum Kind {
    INDEX,
    CREATE,
    UPDATE,
    DELETE
  }

  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> PARAMETERS =
      Set.of(
          "routing",
          "parent",
          "version",
          "version_type",
          "op_type",
          "pipeline",
          "retry_on_conflict",
          "if_seq_no",
          "if_primary_term",
          "require_alias",
          "require_data_stream",
          "list_executed_pipelines",
          "dynamic_templates");

  /** The action that a line holds; empty when the line is anything else. */
  static Optional<BulkAction> of(byte[] bytes, int from, int to) {
    try (JsonParser json = JSON.createParser(bytes, from, to - from)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      Optional<Kind> kind = kind(json.nextFieldName());
      if (kind.isEmpty() || json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      Optional<byte[]> beginning = beginning(json);
      boolean alone =
          beginning.isPresent()
              && json.nextToken() == JsonToken.END_OBJECT
              && json.nextToken() == null;
      return alone ? Optional.of(new BulkAction(kind.get(), beginning.get())) : Optional.empty();
    } catch (JsonProcessingException malformed) {
      // Not an action, then; whoever parses the line says what is wrong with it.
      return Optional.empty();
    } catch (IOException impossible) {
      throw new UncheckedIOException("Reading from memory failed", impossible);
    }
  }

  private static Optional<Kind> kind(String name) {
    for (Kind kind : Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** Empty when the object that begins here holds something that is no parameter. */
  private static Optional<byte[]> beginning(JsonParser json) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator hit = JSON.createGenerator(bytes)) {
      hit.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
      hit.writeStartObject();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        JsonToken value = json.nextToken();
        if (name.equals("_index") || name.equals("_id")) {
          if (!value.isScalarValue()) {
            return Optional.empty();
          }
          if (value != JsonToken.VALUE_NULL) {
            hit.writeFieldName(name);
            hit.copyCurrentEvent(json);
          }
        } else if (name.startsWith("_") || PARAMETERS.contains(name)) {
          json.skipChildren();
        } else {
          return Optional.empty();
        }
      }
      hit.writeFieldName("_source");
      hit.writeRaw(':');
    }
    return Optional.of(bytes.toByteArray());
  }
}
