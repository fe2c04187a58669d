package dev.millrace.ingestion.stage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.millrace.common.GzipMembers;
import dev.millrace.ingestion.row.Row;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * A staged page as bytes: gzip, a line each of JSON. The first line names the raw page and says how
 * many rows and rejections follow, so that a page that was cut is not taken for a shorter one.
 */
final class StagedPageFormat {
  /** Depth of a row, each level of which is two here, that decoding of pages allows at most. */
  private static final int MAXIMUM_DEPTH = 2_100;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          // Half of a surrogate pair, which JSON's escapes can hold, has no UTF-8 of its own.
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAXIMUM_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private StagedPageFormat() {}

  static byte[] write(String object, List<Row> rows, List<StagedRejection> rejected) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(new GZIPOutputStream(bytes))) {
      json.setRootValueSeparator(null);
      json.writeStartObject();
      json.writeStringField("object", object);
      json.writeNumberField("rows", rows.size());
      json.writeNumberField("rejected", rejected.size());
      json.writeEndObject();
      for (Row row : rows) {
        json.writeRaw('\n');
        TypedJson.write(row, json);
      }
      for (StagedRejection rejection : rejected) {
        json.writeRaw('\n');
        write(rejection, json);
      }
      json.writeRaw('\n');
    } catch (IOException impossible) {
      throw new UncheckedIOException("Writing a page to memory failed", impossible);
    }
    return bytes.toByteArray();
  }

  private static void write(StagedRejection rejection, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("row", rejection.row());
    json.writeNumberField("position", rejection.position());
    json.writeStringField("rule", rejection.rule());
    json.writeStringField("field", rejection.field());
    json.writeStringField("reason", rejection.reason());
    json.writeStringField("json", rejection.json());
    json.writeEndObject();
  }

  static void rows(byte[] page, int number, Consumer<StagedRow> to) throws IOException {
    try (JsonParser json = JSON.createParser(new GzipMembers(new ByteArrayInputStream(page)))) {
      Header header = header(json);
      for (int row = 0; row < header.rows; row++) {
        json.nextToken();
        to.accept(new StagedRow(number, header.object, TypedJson.readRow(json)));
      }
      skip(json, header.rejected);
      requireEnd(json);
    }
  }

  static void rejections(byte[] page, int number, Consumer<StagedRejection> to) throws IOException {
    try (JsonParser json = JSON.createParser(new GzipMembers(new ByteArrayInputStream(page)))) {
      Header header = header(json);
      skip(json, header.rows);
      for (int row = 0; row < header.rejected; row++) {
        requireObject(json);
        to.accept(
            new StagedRejection(
                number,
                header.object,
                number(json, "row"),
                number(json, "position"),
                text(json, "rule"),
                text(json, "field"),
                text(json, "reason"),
                text(json, "json")));
        json.nextToken();
      }
      requireEnd(json);
    }
  }

  private record Header(String object, int rows, int rejected) {}

  private static Header header(JsonParser json) throws IOException {
    requireObject(json);
    Header header =
        new Header(text(json, "object"), number(json, "rows"), number(json, "rejected"));
    json.nextToken();
    return header;
  }

  private static void skip(JsonParser json, int lines) throws IOException {
    for (int line = 0; line < lines; line++) {
      json.nextToken();
      json.skipChildren();
    }
  }

  /** Reads to the end of the gzip too, where its checksum is. */
  private static void requireEnd(JsonParser json) throws IOException {
    if (json.nextToken() != null) {
      throw new IOException("more lines than the first one says");
    }
  }

  private static void requireObject(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("no object where a line begins");
    }
  }

  private static String text(JsonParser json, String name) throws IOException {
    member(json, name, JsonToken.VALUE_STRING);
    return json.getText();
  }

  private static int number(JsonParser json, String name) throws IOException {
    member(json, name, JsonToken.VALUE_NUMBER_INT);
    return json.getIntValue();
  }

  private static void member(JsonParser json, String name, JsonToken type) throws IOException {
    if (!name.equals(json.nextFieldName()) || json.nextToken() != type) {
      throw new IOException("a line without " + name);
    }
  }
}
