package dev.millrace.training.hash;

import dev.millrace.common.Deadline;
import dev.millrace.common.concurrent.BoundedTasks;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * The hashes of a part's record ids, and the file that holds them: for each row the first 16 bytes
 * of the id's SHA-256 and the row's position in the data file (4 bytes), bucket by bucket, within a
 * bucket by position. A bucket is a range of hashes. No table names the file, so that it goes with
 * the other orphans once the run is over.
 *
 * <p>Two ids with one hash are taken for the same: among ten thousand million rows that happens
 * with a probability of 10<sup>-19</sup>. Not thread-safe.
 */
public final class RecordHashFile {
  /** How long an entry is, in bytes. */
  public static final int ENTRY_BYTES = 2 * Long.BYTES + Integer.BYTES;

  private static final int FIRST_CAPACITY = 1024;

  private final MessageDigest digest = sha256();
  private long[] hashes = new long[2 * FIRST_CAPACITY];
  private int rows;

  /** Adds the next row's record id. */
  public void add(String recordId) {
    if (hashes.length == 2 * rows) {
      hashes = Arrays.copyOf(hashes, 2 * hashes.length);
    }
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(recordId.getBytes(StandardCharsets.UTF_8)));
    hashes[2 * rows] = hash.getLong();
    hashes[2 * rows + 1] = hash.getLong();
    rows++;
  }

  /**
   * Writes the file beside the data file whose rows were added, in their order.
   *
   * @throws UncheckedIOException when it cannot be written
   */
  public RecordHashes write(FileIO io, String dataFile, int buckets) {
    RecordHashes written = new RecordHashes(dataFile, ends(buckets));
    int[] next = new int[buckets];
    for (int bucket = 0; bucket < buckets; bucket++) {
      next[bucket] = written.firstRow(bucket);
    }
    int[] byBucket = new int[rows];
    for (int row = 0; row < rows; row++) {
      byBucket[next[bucket(row, buckets)]++] = row;
    }
    try (DataOutputStream output =
        new DataOutputStream(new BufferedOutputStream(io.newOutputFile(written.file()).create()))) {
      for (int row : byBucket) {
        output.writeLong(hashes[2 * row]);
        output.writeLong(hashes[2 * row + 1]);
        output.writeInt(row);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(written.file() + " could not be written", failed);
    }
    return written;
  }

  private int[] ends(int buckets) {
    int[] ends = new int[buckets];
    for (int row = 0; row < rows; row++) {
      ends[bucket(row, buckets)]++;
    }
    Arrays.parallelPrefix(ends, Integer::sum);
    return ends;
  }

  private int bucket(int row, int buckets) {
    return (int) Math.unsignedMultiplyHigh(hashes[2 * row], buckets);
  }

  /**
   * Reads the entries of a bucket from several files.
   *
   * @return for each file its entries, ready to be read
   * @throws MissingFile when one is not there any more
   * @throws UncheckedIOException when one cannot be read
   */
  public static List<ByteBuffer> read(
      FileIO io, List<RecordHashes> files, int bucket, int atOnce, Deadline deadline)
      throws InterruptedException {
    return new BoundedTasks(atOnce).all(files, file -> read(io, file, bucket), deadline);
  }

  private static ByteBuffer read(FileIO io, RecordHashes hashes, int bucket) {
    byte[] entries = new byte[hashes.rows(bucket) * ENTRY_BYTES];
    if (entries.length > 0) {
      long from = (long) hashes.firstRow(bucket) * ENTRY_BYTES;
      try (SeekableInputStream input = io.newInputFile(hashes.file()).newStream()) {
        // One request for exactly these bytes.
        ((RangeReadable) input).readFully(from, entries);
      } catch (NotFoundException | NoSuchKeyException gone) {
        throw new MissingFile(hashes.file() + " is gone", gone);
      } catch (IOException failed) {
        throw new UncheckedIOException(hashes.file() + " cannot be read", failed);
      }
    }
    return ByteBuffer.wrap(entries);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
