package dev.millrace.testsupport;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import software.amazon.kinesis.retrieval.kpl.Messages;

/** Records packed into one, as the Kinesis Producer Library does it. */
public final class PackedRecord {
  private PackedRecord() {}

  public static byte[] of(List<byte[]> records) {
    Messages.AggregatedRecord.Builder message =
        Messages.AggregatedRecord.newBuilder().addPartitionKeyTable("key");
    for (byte[] record : records) {
      message.addRecords(
          Messages.Record.newBuilder()
              .setPartitionKeyIndex(0)
              .setData(ByteString.copyFrom(record)));
    }
    byte[] body = message.build().toByteArray();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    packed.writeBytes(new byte[] {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2});
    packed.writeBytes(body);
    packed.writeBytes(md5(body));
    return packed.toByteArray();
  }

  private static byte[] md5(byte[] body) {
    try {
      return MessageDigest.getInstance("MD5").digest(body);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
