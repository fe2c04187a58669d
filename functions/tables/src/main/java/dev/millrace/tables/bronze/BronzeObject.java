package dev.millrace.tables.bronze;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Json;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/**
 * An object that is being filled with records of one shard and one hour, compressed in memory as
 * they are added. For one thread at a time.
 */
public final class BronzeObject {
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("'dt='uuuu-MM-dd'/hr='HH", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Chunks compressed = new Chunks();
  private final Counting lines;
  private final JsonGenerator json;
  private final BronzeRecord first;
  private String lastSequenceNumber;
  private Instant earliest;
  private Instant latest;
  private long count;

  /** An object that begins with this record. */
  public BronzeObject(BronzeRecord first) {
    this.first = Objects.requireNonNull(first);
    this.earliest = first.arrival();
    this.latest = first.arrival();
    try {
      this.lines = new Counting(new GZIPOutputStream(compressed));
      this.json = Json.FACTORY.createGenerator(lines);
      this.json.setRootValueSeparator(null);
    } catch (IOException impossible) {
      throw new UncheckedIOException("Compressing to memory failed", impossible);
    }
    add(first);
  }

  /** Whether the record arrived in this object's hour (UTC). */
  public boolean isOfSameHour(BronzeRecord record) {
    return record
        .arrival()
        .truncatedTo(ChronoUnit.HOURS)
        .equals(first.arrival().truncatedTo(ChronoUnit.HOURS));
  }

  /** Adds the next record of the shard, of the same hour. */
  public void add(BronzeRecord record) {
    try {
      record.write(json);
      json.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException("Writing JSON to memory failed", impossible);
    }
    lastSequenceNumber = record.sequenceNumber();
    earliest = record.arrival().isBefore(earliest) ? record.arrival() : earliest;
    latest = record.arrival().isAfter(latest) ? record.arrival() : latest;
    count++;
  }

  /** The bytes of its lines, before compression. */
  public long uncompressedBytes() {
    return lines.written;
  }

  /** Ends the object: no record can be added any more. */
  ManifestRow close() {
    try {
      json.close();
    } catch (IOException impossible) {
      throw new UncheckedIOException("Compressing to memory failed", impossible);
    }
    return new ManifestRow(
        first.stream(),
        first.shardId(),
        first.sequenceNumber(),
        lastSequenceNumber,
        key(),
        count,
        compressed.size(),
        earliest,
        latest);
  }

  /** Of the first record alone, so that a run that begins at the same record finds the object. */
  private String key() {
    return "bronze/%s/%s/%s-%s.ndjson.gz"
        .formatted(
            first.stream(), HOUR.format(first.arrival()), first.shardId(), first.sequenceNumber());
  }

  InputStream content() {
    return compressed.open();
  }

  /** Counts what passes, and keeps the generator's flushes from the compression behind it. */
  private static final class Counting extends FilterOutputStream {
    private long written;

    Counting(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int one) throws IOException {
      out.write(one);
      written++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      written += length;
    }

    @Override
    public void flush() {
      // The object is in memory: nothing waits for its bytes before it is closed.
    }
  }
}
