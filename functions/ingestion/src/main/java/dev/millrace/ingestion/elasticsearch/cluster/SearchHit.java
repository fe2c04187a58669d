package dev.millrace.ingestion.elasticsearch.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * A document that a search found.
 *
 * @param time in epoch milliseconds
 * @param revision tells one state of the document from another: the index' sequence number and
 *     primary term; empty where the cluster does not tell them
 * @param sort its sort values, as JSON
 * @param answer the bytes of the answer that it stands in; not to be modified
 * @param sourceStart where its {@code _source} begins in the answer; -1 where it has none
 * @param sourceEnd where it ends
 */
public record SearchHit(
    String index,
    String id,
    long time,
    String revision,
    byte[] sort,
    byte[] answer,
    int sourceStart,
    int sourceEnd) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Checks that the names are there. */
  public SearchHit {
    Objects.requireNonNull(index);
    Objects.requireNonNull(id);
    Objects.requireNonNull(revision);
  }

  /** Whether its source was asked for, and came. */
  public boolean hasSource() {
    return sourceStart >= 0;
  }

  /** How many bytes its source has. */
  public int sourceLength() {
    return sourceEnd - sourceStart;
  }

  /**
   * The document as a record: {@code {"_index": ..., "_id": ..., "_source": ...}}, the source byte
   * for byte as the cluster sent it.
   */
  public byte[] record() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(sourceLength() + 256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
      json.writeStartObject();
      json.writeStringField("_index", index);
      json.writeStringField("_id", id);
      json.writeFieldName("_source");
      json.writeRaw(':');
    } catch (IOException impossible) {
      throw new UncheckedIOException("Writing JSON to memory failed", impossible);
    }
    bytes.write(answer, sourceStart, sourceLength());
    bytes.write('}');
    return bytes.toByteArray();
  }
}
