package dev.millrace.common.stream;

import dev.millrace.common.Sha256;
import java.nio.charset.StandardCharsets;

/** The partition key of records that are about one thing, so that they stay in order on a shard. */
public final class PartitionKey {
  /** The most characters that Kinesis takes. */
  public static final int MAXIMUM_CHARACTERS = 256;

  private PartitionKey() {}

  /**
   * The id itself, or its SHA-256 where it is too long for a key, or where it reads as the key of a
   * redriven record and would lend a record the identity of another.
   *
   * @param id of at least one character, well-formed Unicode
   */
  public static String of(String id) {
    return id.length() <= MAXIMUM_CHARACTERS && RedriveKey.parse(id, "").isEmpty()
        ? id
        : Sha256.hex(id.getBytes(StandardCharsets.UTF_8));
  }
}
