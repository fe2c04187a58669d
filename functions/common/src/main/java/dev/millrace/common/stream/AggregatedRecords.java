package dev.millrace.common.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import software.amazon.kinesis.retrieval.kpl.Messages;

/**
 * Takes apart the records that the Kinesis Producer Library packs together: four magic bytes, a
 * protocol-buffer message and its MD5 digest.
 *
 * @see <a
 *     href="https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md">the
 *     format</a>
 */
public final class AggregatedRecords {
  private static final byte[] MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};
  private static final int DIGEST_LENGTH = 16;

  private AggregatedRecords() {}

  /** Whether the data begins as aggregated records do; no JSON and no UTF-8 text does. */
  public static boolean isAggregated(byte[] data) {
    return data.length >= MAGIC.length
        && Arrays.equals(data, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /**
   * The records that were packed into this one, each with its own sub-sequence number and partition
   * key.
   *
   * @return empty when the packed record is damaged or holds no records
   */
  public static Optional<List<StreamRecord>> takeApart(StreamRecord packed) {
    byte[] data = packed.data();
    if (!digestMatches(data)) {
      return Optional.empty();
    }
    int length = data.length - MAGIC.length - DIGEST_LENGTH;
    try {
      return parts(
          packed, Messages.AggregatedRecord.parseFrom(ByteBuffer.wrap(data, MAGIC.length, length)));
    } catch (InvalidProtocolBufferException damaged) {
      return Optional.empty();
    }
  }

  private static Optional<List<StreamRecord>> parts(
      StreamRecord packed, Messages.AggregatedRecord message) {
    List<StreamRecord> parts = new ArrayList<>(message.getRecordsCount());
    for (Messages.Record part : message.getRecordsList()) {
      long key = part.getPartitionKeyIndex();
      if (key < 0 || key >= message.getPartitionKeyTableCount()) {
        return Optional.empty();
      }
      parts.add(
          new StreamRecord(
              new StreamPosition(
                  packed.position().stream(),
                  packed.position().shardId(),
                  packed.position().sequenceNumber(),
                  parts.size()),
              packed.deliveredSequenceNumber(),
              packed.redrives(),
              message.getPartitionKeyTable((int) key),
              packed.arrival(),
              part.getData().toByteArray()));
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(parts);
  }

  private static boolean digestMatches(byte[] data) {
    int end = data.length - DIGEST_LENGTH;
    if (end < MAGIC.length) {
      return false;
    }
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      md5.update(data, MAGIC.length, end - MAGIC.length);
      return MessageDigest.isEqual(md5.digest(), Arrays.copyOfRange(data, end, data.length));
    } catch (NoSuchAlgorithmException everyJdkHasMd5) {
      throw new IllegalStateException(everyJdkHasMd5);
    }
  }
}
