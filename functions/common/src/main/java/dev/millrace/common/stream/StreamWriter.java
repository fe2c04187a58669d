package dev.millrace.common.stream;

import dev.millrace.common.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * Puts records on a stream, as many a call as the service takes. The SDK retries a call that
 * failed; what an answered call refused (throttled shards) is put again here.
 */
public final class StreamWriter {
  /** Limits of PutRecords. */
  private static final int CALL_RECORDS = 500;

  private static final int CALL_BYTES = 5 * 1024 * 1024;
  private static final int ROUNDS = 4;
  private static final int BAD_REQUEST = 400;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

  private static final Logger LOG = LoggerFactory.getLogger(StreamWriter.class);

  private final KinesisClient kinesis;

  /** Writes by this client; its records go in as few calls as they fit in. */
  public StreamWriter(KinesisClient kinesis) {
    this.kinesis = Objects.requireNonNull(kinesis);
  }

  /**
   * A record to put.
   *
   * @param partitionKey 1 to 256 characters
   * @param data at most 1 MiB together with the key
   */
  public record Entry(String partitionKey, byte[] data) {
    int size() {
      return data.length + partitionKey.getBytes(StandardCharsets.UTF_8).length;
    }
  }

  /**
   * Puts the entries, in order as far as the service accepts them.
   *
   * @return the indices of the entries that were not taken by the deadline; empty when all were
   */
  public BitSet put(String stream, List<Entry> entries, Deadline deadline) {
    BitSet left = new BitSet(entries.size());
    left.set(0, entries.size());
    Duration pause = FIRST_PAUSE;
    for (int round = 0; round < ROUNDS && !left.isEmpty(); round++) {
      if (round > 0) {
        if (!deadline.pauseUnlessInterrupted(pause)) {
          break;
        }
        pause = pause.multipliedBy(2);
      }
      if (!putEach(stream, entries, left, deadline)) {
        break;
      }
    }
    return left;
  }

  /**
   * Sends an empty PutRecords, which Kinesis rejects with 400, to load classes and to open the
   * connection before the first real call.
   *
   * @throws SdkException when the stream cannot be reached
   */
  public void rehearse(String stream, Deadline deadline) {
    try {
      kinesis.putRecords(
          put -> put.streamName(stream).records(List.of()).overrideConfiguration(deadline.bound()));
    } catch (KinesisException refused) {
      if (refused.statusCode() != BAD_REQUEST) {
        throw refused;
      }
    }
  }

  /** Puts what is left once over; false when a call failed for good or the time ran out. */
  private boolean putEach(String stream, List<Entry> entries, BitSet left, Deadline deadline) {
    for (int[] chunk : chunks(entries, left)) {
      if (deadline.hasPassed()) {
        return false;
      }
      List<PutRecordsRequestEntry> records = new ArrayList<>(chunk.length);
      for (int index : chunk) {
        Entry entry = entries.get(index);
        records.add(
            PutRecordsRequestEntry.builder()
                .partitionKey(entry.partitionKey())
                .data(SdkBytes.fromByteArrayUnsafe(entry.data()))
                .build());
      }
      try {
        PutRecordsResponse answer =
            kinesis.putRecords(
                put ->
                    put.streamName(stream)
                        .records(records)
                        .overrideConfiguration(deadline.bound()));
        clearTaken(chunk, answer.records(), left, stream);
      } catch (SdkException failed) {
        LOG.warn(
            "PutRecords of {} records on stream {} failed: {}",
            records.size(),
            stream,
            failed.getMessage());
        return false;
      }
    }
    return true;
  }

  private static void clearTaken(
      int[] chunk, List<PutRecordsResultEntry> results, BitSet left, String stream) {
    int refused = 0;
    String code = null;
    for (int i = 0; i < chunk.length; i++) {
      if (results.get(i).errorCode() == null) {
        left.clear(chunk[i]);
      } else {
        refused++;
        code = results.get(i).errorCode();
      }
    }
    if (refused > 0) {
      LOG.info(
          "Stream {} refused {} of {} records, the last with {}",
          stream,
          refused,
          chunk.length,
          code);
    }
  }

  private static List<int[]> chunks(List<Entry> entries, BitSet left) {
    List<int[]> chunks = new ArrayList<>();
    List<Integer> chunk = new ArrayList<>();
    int bytes = 0;
    for (int index = left.nextSetBit(0); index >= 0; index = left.nextSetBit(index + 1)) {
      int size = entries.get(index).size();
      if (chunk.size() == CALL_RECORDS || (!chunk.isEmpty() && bytes + size > CALL_BYTES)) {
        chunks.add(chunk.stream().mapToInt(Integer::intValue).toArray());
        chunk.clear();
        bytes = 0;
      }
      chunk.add(index);
      bytes += size;
    }
    if (!chunk.isEmpty()) {
      chunks.add(chunk.stream().mapToInt(Integer::intValue).toArray());
    }
    return chunks;
  }
}
