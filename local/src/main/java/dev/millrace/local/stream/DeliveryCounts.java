package dev.millrace.local.stream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.local.metrics.Emission;
import dev.millrace.local.metrics.MetricSeries;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What the pollers have delivered since the stack started. */
public final class DeliveryCounts {
  /** Lambda's name of the metric, in the namespace {@code AWS/Lambda}. */
  public static final String GIVEN_UP_METRIC = "OnFailureDestinationDeliveredEventCount";

  private static final int MOST_EMISSIONS = 1_000;

  private final LongAdder retried = new LongAdder();
  private final LongAdder redeliveries = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /** The newest of them, which alarms look at. */
  @GuardedBy("this")
  private final Deque<Emission> givenUp = new ArrayDeque<>();

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

  void failed(EventSourceMapping mapping, int records, Instant time) {
    failed.add(records);
    MetricSeries series =
        new MetricSeries(
            "AWS/Lambda",
            GIVEN_UP_METRIC,
            new TreeMap<>(Map.of("EventSourceMappingUUID", mapping.id())));
    remember(new Emission(series, "Count", time, List.of((double) records)));
  }

  private synchronized void remember(Emission emission) {
    givenUp.add(emission);
    if (givenUp.size() > MOST_EMISSIONS) {
      givenUp.remove();
    }
  }

  /** The same as Lambda's metric of what its event source mappings give up: its newest values. */
  public synchronized List<Emission> givenUp() {
    return List.copyOf(givenUp);
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
