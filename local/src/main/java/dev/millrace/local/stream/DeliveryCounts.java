package dev.millrace.local.stream;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What the pollers have delivered since the stack started. */
public final class DeliveryCounts {
  private final LongAdder retried = new LongAdder();
  private final LongAdder redeliveries = new LongAdder();
  private final LongAdder failed = new LongAdder();

  void delivered(List<StreamRecord> records) {
    for (StreamRecord record : records) {
      int before = record.countDelivery();
      if (before == 1) {
        retried.increment();
      }
      if (before > 0) {
        redeliveries.increment();
      }
    }
  }

  void failed(int records) {
    failed.add(records);
  }

  /** Records that were delivered more than once. */
  public long retried() {
    return retried.sum();
  }

  /** Deliveries of a record beyond its first. */
  public long redeliveries() {
    return redeliveries.sum();
  }

  /** Records given up and written to the on-failure destination. */
  public long failed() {
    return failed.sum();
  }
}
