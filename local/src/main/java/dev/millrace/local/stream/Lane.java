package dev.millrace.local.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;

/**
 * One of the concurrent batches of a shard: gathers records into batches and delivers them in
 * order.
 */
final class Lane {
  private final EventSourceMapping mapping;
  private final KinesisEvent event;
  private final BatchDelivery delivery;
  private final BlockingDeque<StreamRecord> waiting = new LinkedBlockingDeque<>();
  private List<StreamRecord> underWay = List.of();

  Lane(EventSourceMapping mapping, String shardId, BatchDelivery delivery) {
    this.mapping = mapping;
    this.event = new KinesisEvent(mapping, shardId);
    this.delivery = delivery;
  }

  void add(StreamRecord record) {
    waiting.addLast(record);
  }

  /**
   * Delivers until interrupted. Called again after an exception, it delivers the batch again that
   * met it.
   */
  void run() throws InterruptedException {
    while (true) {
      if (underWay.isEmpty()) {
        underWay = nextBatch();
      }
      delivery.deliver(underWay);
      underWay = List.of();
    }
  }

  /** Ends at the batch size, at 6 MB, or when the batching window has passed. */
  private List<StreamRecord> nextBatch() throws InterruptedException {
    List<StreamRecord> batch = new ArrayList<>();
    StreamRecord next = waiting.takeFirst();
    long windowEnd = System.nanoTime() + mapping.batchingWindow().toNanos();
    int size = KinesisEvent.emptySize();
    while (next != null) {
      size += event.json(next).length + 1;
      if (size > KinesisEvent.LIMIT && !batch.isEmpty()) {
        waiting.addFirst(next);
        break;
      }
      batch.add(next);
      next = batch.size() == mapping.batchSize() ? null : nextWithin(windowEnd);
    }
    return batch;
  }

  private StreamRecord nextWithin(long windowEnd) throws InterruptedException {
    if (mapping.batchingWindow().equals(Duration.ZERO)) {
      return waiting.pollFirst();
    }
    return waiting.pollFirst(windowEnd - System.nanoTime(), TimeUnit.NANOSECONDS);
  }
}
