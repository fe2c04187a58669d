package dev.millrace.tables;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Schema;
import org.apache.iceberg.avro.AvroSchemaUtil;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.avro.DataWriter;
import org.apache.iceberg.data.avro.PlannedDataReader;

/**
 * Rows in memory by their partition, each in the order in which it was added. They are held as
 * Avro, in about a third of the memory that {@link Record}s take. Not thread-safe.
 */
final class PartitionedRows {
  /** An array's header, its padding and the reference to it. */
  private static final int BYTES_A_ROW = 32;

  /** A partition's key, its list and its entry in the map. */
  private static final int BYTES_A_PARTITION = 512;

  private final DataWriter<Record> encoding;
  private final PlannedDataReader<Record> decoding;
  private final ByteArrayOutputStream encoded = new ByteArrayOutputStream();
  private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(encoded, null);
  private final Map<PartitionKey, Rows> partitions = new LinkedHashMap<>();
  private long bytes;
  private BinaryDecoder decoder;

  /** The rows of one partition, and the memory that they take. */
  private static final class Rows {
    private final List<byte[]> encoded = new ArrayList<>();
    private long bytes = BYTES_A_PARTITION;
  }

  /** No rows yet; those that are added have this schema. */
  PartitionedRows(Schema schema) {
    org.apache.avro.Schema avro = AvroSchemaUtil.convert(schema, "row");
    this.encoding = DataWriter.create(avro);
    this.decoding = PlannedDataReader.create(schema);
    this.decoding.setSchema(avro);
  }

  /**
   * Adds a row.
   *
   * @param partition is copied where it is a new one
   */
  void add(PartitionKey partition, Record row) {
    byte[] data = encode(row);
    Rows rows = partitions.get(partition);
    if (rows == null) {
      rows = new Rows();
      partitions.put(partition.copy(), rows);
      bytes += BYTES_A_PARTITION;
    }
    rows.encoded.add(data);
    rows.bytes += data.length + BYTES_A_ROW;
    bytes += data.length + BYTES_A_ROW;
  }

  /** The memory that the rows take, in bytes. */
  long bytes() {
    return bytes;
  }

  /** How many partitions there are rows of. */
  int partitions() {
    return partitions.size();
  }

  /**
   * The partition whose rows take the most memory.
   *
   * @throws NoSuchElementException when there are no rows
   */
  PartitionKey largest() {
    return partitions.entrySet().stream()
        .max(Comparator.comparingLong(partition -> partition.getValue().bytes))
        .orElseThrow()
        .getKey();
  }

  /** The partitions in the order of their first rows. */
  List<PartitionKey> keys() {
    return List.copyOf(partitions.keySet());
  }

  /** Takes the rows of a partition out and hands them on, in the order in which they were added. */
  void take(PartitionKey partition, Consumer<Record> each) {
    Rows rows = partitions.remove(partition);
    bytes -= rows.bytes;
    for (byte[] data : rows.encoded) {
      each.accept(decode(data));
    }
  }

  /** Forgets all rows. */
  void clear() {
    partitions.clear();
    bytes = 0;
  }

  private byte[] encode(Record row) {
    encoded.reset();
    try {
      encoding.write(row, encoder);
      encoder.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException("Encoding a row in memory failed", impossible);
    }
    return encoded.toByteArray();
  }

  private Record decode(byte[] data) {
    try {
      decoder = DecoderFactory.get().directBinaryDecoder(new ByteArrayInputStream(data), decoder);
      return decoding.read(null, decoder);
    } catch (IOException impossible) {
      throw new UncheckedIOException("Decoding a row in memory failed", impossible);
    }
  }
}
