package dev.millrace.training.hash;

import java.nio.ByteBuffer;

/**
 * Where the hashes of a part's record ids are: in a file beside its data file, bucket by bucket.
 *
 * @param dataFile location of the part's only data file
 * @param bucketEnds for each bucket, how many rows are in it and in those before it
 */
public record RecordHashes(String dataFile, int[] bucketEnds) {
  /** Location of the file of hashes. */
  String file() {
    return dataFile + ".hashes";
  }

  /** How many rows' hashes a bucket has. */
  public int rows(int bucket) {
    return bucketEnds[bucket] - firstRow(bucket);
  }

  int firstRow(int bucket) {
    return bucket == 0 ? 0 : bucketEnds[bucket - 1];
  }

  /** {@link #bucketEnds}, four bytes each. */
  public byte[] encodedEnds() {
    ByteBuffer bytes = ByteBuffer.allocate(bucketEnds.length * Integer.BYTES);
    bytes.asIntBuffer().put(bucketEnds);
    return bytes.array();
  }

  /** Reads what {@link #encodedEnds} wrote. */
  public static RecordHashes decoded(String dataFile, byte[] encodedEnds) {
    int[] ends = new int[encodedEnds.length / Integer.BYTES];
    ByteBuffer.wrap(encodedEnds).asIntBuffer().get(ends);
    return new RecordHashes(dataFile, ends);
  }
}
