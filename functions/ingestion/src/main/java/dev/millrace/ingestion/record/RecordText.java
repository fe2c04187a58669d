package dev.millrace.ingestion.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import dev.millrace.ingestion.row.JsonValues;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Values as the table's JSON text. What has been written can be read again, whatever it holds. */
final class RecordText {
  private static final int MAXIMUM_DEPTH = 2_000;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAXIMUM_DEPTH)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .streamWriteConstraints(
              StreamWriteConstraints.builder().maxNestingDepth(MAXIMUM_DEPTH).build())
          .build();

  private RecordText() {}

  static String of(Object value) {
    return written(json -> JsonValues.write(value, json));
  }

  /**
   * The text with a question mark in place of each half of a surrogate pair: JSON's escapes can
   * hold one, and UTF-8, in which it is stored, cannot.
   */
  static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** An object's members, each as the JSON text of its value, in order. */
  static Map<String, String> members(String object) {
    Map<String, String> members = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(object)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        members.put(name, valueText(object, json));
      }
      return members;
    } catch (IOException damaged) {
      throw new UncheckedIOException("A record holds what is not the JSON of a row", damaged);
    }
  }

  /** The part of the text that is the value at which the parser stands: no digit of it changes. */
  private static String valueText(String text, JsonParser json) throws IOException {
    int from = Math.toIntExact(json.currentTokenLocation().getCharOffset());
    json.skipChildren();
    json.finishToken();
    return text.substring(from, Math.toIntExact(json.currentLocation().getCharOffset()));
  }

  @FunctionalInterface
  private interface Writer {
    void write(JsonGenerator json) throws IOException;
  }

  private static String written(Writer writer) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      writer.write(json);
    } catch (IOException impossible) {
      throw new UncheckedIOException("Writing JSON to memory failed", impossible);
    }
    return wellFormed(text.toString());
  }
}
