package dev.millrace.local.demo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * Puts documents on a stream, in order, at a steady rate: a burst would measure the queue and not
 * the stack.
 */
final class StreamFeed {
  private static final int RECORD_LIMIT = 1024 * 1024;
  private static final int BATCH_RECORDS = 500;
  private static final int BATCH_BYTES = 5 * 1024 * 1024;
  private static final int PARTITION_KEY_LIMIT = 256;
  private static final String REDRIVE_PREFIX = "redrive:";

  private static final int SLOWEST_RATE = 100;
  private static final int LONGEST_SECONDS = 20;
  private static final int PUTS_PER_SECOND = 20;
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private record Entry(Document document, PutRecordsRequestEntry put) {}

  private final KinesisClient kinesis;
  private final String stream;
  private final Ledger ledger;

  StreamFeed(KinesisClient kinesis, String stream, Ledger ledger) {
    this.kinesis = kinesis;
    this.stream = stream;
    this.ledger = ledger;
  }

  /** Documents a second that so many are put at: 100, or more so that all are in 20 seconds. */
  static int rate(int documents) {
    return Math.max(SLOWEST_RATE, documents / LONGEST_SECONDS);
  }

  /** Puts all documents of the ledger at their rate; ends early when it is interrupted. */
  void run() {
    int rate = rate(ledger.documents().size());
    int perPut = Math.min(BATCH_RECORDS, Math.max(1, rate / PUTS_PER_SECOND));
    long start = System.nanoTime();
    int done = 0;
    List<Entry> batch = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    long bytes = 0;
    for (Document document : ledger.documents()) {
      Optional<Entry> entry = entry(document);
      if (entry.isEmpty()) {
        continue;
      }
      String key = entry.get().put().partitionKey();
      long size = document.bytes().length + (long) PARTITION_KEY_LIMIT * 4;
      // A key stands in a batch once: were its first record refused alone, the second would
      // overtake it.
      if (batch.size() == perPut || bytes + size > BATCH_BYTES || keys.contains(key)) {
        put(batch);
        done += batch.size();
        LockSupport.parkNanos(start + TimeUnit.SECONDS.toNanos(done) / rate - System.nanoTime());
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        batch = new ArrayList<>();
        keys.clear();
        bytes = 0;
      }
      batch.add(entry.get());
      keys.add(key);
      bytes += size;
    }
    put(batch);
  }

  private Optional<Entry> entry(Document document) {
    String key = partitionKey(document);
    int size =
        document.bytes().length + key.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    if (size > RECORD_LIMIT) {
      ledger.refuse(
          document,
          new Outcome.Refused(
              "The document and its partition key are %d bytes long; a Kinesis record holds %d"
                  .formatted(size, RECORD_LIMIT)));
      return Optional.empty();
    }
    return Optional.of(
        new Entry(
            document,
            PutRecordsRequestEntry.builder()
                .partitionKey(key)
                .data(SdkBytes.fromByteArrayUnsafe(document.bytes()))
                .build()));
  }

  /**
   * The document's id, so that its versions stay in order; an id that looks like a redrive's key
   * gets out of its way.
   */
  private static String partitionKey(Document document) {
    String key = document.id().orElse("line-" + document.line());
    String safe = key.startsWith(REDRIVE_PREFIX) ? "id:" + key : key;
    return safe.length() <= PARTITION_KEY_LIMIT ? safe : safe.substring(0, PARTITION_KEY_LIMIT - 1);
  }

  private void put(List<Entry> batch) {
    List<Entry> left = batch;
    while (!left.isEmpty() && !Thread.currentThread().isInterrupted()) {
      List<Entry> sending = left;
      List<PutRecordsResultEntry> results =
          kinesis
              .putRecords(
                  request ->
                      request.streamName(stream).records(sending.stream().map(Entry::put).toList()))
              .records();
      left = new ArrayList<>();
      for (int index = 0; index < results.size(); index++) {
        PutRecordsResultEntry result = results.get(index);
        if (result.sequenceNumber() == null) {
          left.add(sending.get(index));
        } else {
          ledger.put(
              sending.get(index).document(),
              "%s/%s/%s/0".formatted(stream, result.shardId(), result.sequenceNumber()));
        }
      }
      if (!left.isEmpty()) {
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }
}
