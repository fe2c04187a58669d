package dev.millrace.ingestion.elasticsearch;

import dev.millrace.common.stream.PartitionKey;
import dev.millrace.common.stream.StreamWriter;
import dev.millrace.features.field.DocumentFields;
import dev.millrace.features.field.FieldPath;
import dev.millrace.features.field.FieldReader;
import dev.millrace.features.field.FieldTree;
import dev.millrace.features.field.Token;
import dev.millrace.ingestion.elasticsearch.cluster.SearchHit;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/** The stream of a source, and how its documents become records. Thread-safe. */
final class StreamTarget {
  /** Kinesis' limit for data and partition key together. */
  static final int MAXIMUM_RECORD_BYTES = 1 << 20;

  private final String stream;
  private final FieldReader reader;
  private final int slot;

  /**
   * A target.
   *
   * @param stream its name in Kinesis
   * @param partitionKey the field of the record that is its partition key; where a record has no
   *     text or number there, its {@code _id} is
   */
  StreamTarget(String stream, FieldPath partitionKey) {
    this.stream = Objects.requireNonNull(stream);
    FieldTree.Builder fields = new FieldTree.Builder();
    this.slot = fields.add(partitionKey);
    this.reader = new FieldReader(fields.build());
  }

  String stream() {
    return stream;
  }

  /** The document's record; empty where no record holds it. */
  Optional<StreamWriter.Entry> entry(SearchHit hit) {
    if (!hit.hasSource() || hit.sourceLength() > MAXIMUM_RECORD_BYTES) {
      return Optional.empty();
    }
    byte[] record = hit.record();
    String key = PartitionKey.of(key(hit, record));
    int size = record.length + key.getBytes(StandardCharsets.UTF_8).length;
    return size <= MAXIMUM_RECORD_BYTES
        ? Optional.of(new StreamWriter.Entry(key, record))
        : Optional.empty();
  }

  private String key(SearchHit hit, byte[] record) {
    DocumentFields fields = reader.read(record, 0, record.length);
    String held =
        switch (fields.token(slot)) {
          case Token.TEXT -> fields.text(slot);
          case Token.NUMBER -> fields.text(slot);
          default -> "";
        };
    return held.isEmpty() ? hit.id() : held;
  }
}
