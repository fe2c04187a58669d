package dev.millrace.local.stream;

import dev.millrace.local.metrics.Emission;
import dev.millrace.local.metrics.MetricSeries;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** What the pollers have delivered since the stack started. */
public final class DeliveryCounts {
  /** Lambda's name of the metric, in the namespace {@code AWS/Lambda}. */
  public static final String GIVEN_UP_METRIC = "OnFailureDestinationDeliveredEventCount";

  private final LongAdder retried = new LongAdder();
  private final LongAdder redeliveries = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final List<Emission> givenUp = new CopyOnWriteArrayList<>();

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
    givenUp.add(new Emission(series, "Count", time, List.of((double) records)));
  }

  /** The same as Lambda's metric of what its event source mappings give up. */
  public List<Emission> givenUp() {
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
