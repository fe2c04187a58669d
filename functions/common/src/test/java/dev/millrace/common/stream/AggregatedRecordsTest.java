package dev.millrace.common.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.kinesis.retrieval.kpl.Messages;

class AggregatedRecordsTest {
  private static final byte[] MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};

  private static byte[] packed(byte[] message) throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    packed.write(MAGIC);
    packed.write(message);
    packed.write(MessageDigest.getInstance("MD5").digest(message));
    return packed.toByteArray();
  }

  private static byte[] message() {
    return Messages.AggregatedRecord.newBuilder()
        .addPartitionKeyTable("first")
        .addPartitionKeyTable("second")
        .addRecords(part(0, "{\"a\": 1}"))
        .addRecords(part(1, "{\"b\": 2}"))
        .build()
        .toByteArray();
  }

  private static Messages.Record part(long key, String data) {
    return Messages.Record.newBuilder()
        .setPartitionKeyIndex(key)
        .setData(ByteString.copyFromUtf8(data))
        .build();
  }

  private static StreamRecord record(byte[] data) {
    return new StreamRecord(
        new StreamPosition("sessions", "shardId-000000000000", "77", 0),
        "77",
        0,
        "first",
        Instant.EPOCH,
        data);
  }

  @Test
  void eachPartHasItsOwnKeyAndSubSequenceNumber() throws Exception {
    StreamRecord packed = record(packed(message()));

    List<StreamRecord> parts = AggregatedRecords.takeApart(packed).orElseThrow();

    assertThat(AggregatedRecords.isAggregated(packed.data())).isTrue();
    assertThat(parts).extracting(StreamRecord::partitionKey).containsExactly("first", "second");
    assertThat(parts)
        .extracting(part -> part.position().recordId())
        .containsExactly(
            "sessions/shardId-000000000000/77/0", "sessions/shardId-000000000000/77/1");
    assertThat(parts).extracting(StreamRecord::deliveredSequenceNumber).containsOnly("77");
    assertThat(parts.get(1).data()).asString(StandardCharsets.UTF_8).isEqualTo("{\"b\": 2}");
  }

  @Test
  void aDamagedRecordIsNotTakenApart() throws Exception {
    byte[] damaged = packed(message());
    damaged[10] ^= 1;

    assertThat(AggregatedRecords.takeApart(record(damaged))).isEmpty();
    assertThat(AggregatedRecords.takeApart(record(MAGIC))).isEmpty();
  }

  @Test
  void aMessageThatIsNoneUnderARightDigestIsNotTakenApart() throws Exception {
    assertThat(AggregatedRecords.takeApart(record(packed(new byte[] {(byte) 0xFF, 1, 2}))))
        .isEmpty();
  }

  @Test
  void jsonIsNotAggregated() {
    assertThat(AggregatedRecords.isAggregated("{}".getBytes(StandardCharsets.UTF_8))).isFalse();
  }

  @Test
  void aRecordThatIsCutAnywhereIsNotTakenApart() throws Exception {
    byte[] whole = packed(message());
    for (int length = 0; length < whole.length; length++) {
      assertThat(AggregatedRecords.takeApart(record(Arrays.copyOf(whole, length))))
          .as("the first %d bytes", length)
          .isEmpty();
    }
  }

  @Test
  void aPartWithoutItsPartitionKeyIsDamage() throws Exception {
    byte[] message =
        Messages.AggregatedRecord.newBuilder()
            .addPartitionKeyTable("only")
            .addRecords(part(0, "{}"))
            .addRecords(part(1, "{}"))
            .build()
            .toByteArray();

    assertThat(AggregatedRecords.takeApart(record(packed(message)))).isEmpty();
  }

  @Test
  void aRecordWithoutPartsIsDamagedRatherThanLost() throws Exception {
    assertThat(AggregatedRecords.takeApart(record(packed(new byte[0])))).isEmpty();
  }

  @Test
  void changedMessagesUnderARightDigestGivePartsOrNothing() throws Exception {
    byte[] message = message();
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = message.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      AggregatedRecords.takeApart(record(packed(changed)))
          .ifPresent(parts -> assertThat(parts).isNotEmpty());
    }
  }
}
