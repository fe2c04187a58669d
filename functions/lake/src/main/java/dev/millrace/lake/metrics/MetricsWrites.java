package dev.millrace.lake.metrics;

import dev.millrace.common.Deadline;
import dev.millrace.common.concurrent.BoundedTasks;
import dev.millrace.common.concurrent.UnfinishedTasks;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** Stores rows in the metrics table, a bounded number at a time. */
public final class MetricsWrites {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsWrites.class);

  private final MetricsTable table;
  private final BoundedTasks puts;

  /** Stores rows of metrics, so many at a time. Thread-safe. */
  public MetricsWrites(MetricsTable table, int concurrentWrites) {
    this.table = Objects.requireNonNull(table);
    this.puts = new BoundedTasks(concurrentWrites);
  }

  /**
   * Stores rows of one day, and first the day itself, so that each row's day is listed. The first
   * put that fails stops the others.
   *
   * @throws SdkException when one could not be stored, while others may have been
   * @throws UnfinishedTasks when the deadline passed first, likewise
   */
  public void store(LocalDate day, Collection<ServiceMinute> rows, long revision, Deadline deadline)
      throws InterruptedException {
    if (rows.isEmpty()) {
      return;
    }
    table.putDay(day, deadline);
    long kept =
        puts.all(List.copyOf(rows), row -> table.put(row, revision, deadline), deadline).stream()
            .filter(stored -> !stored)
            .count();
    if (kept > 0) {
      LOG.warn("{} rows of {} stay as they are: their revision is above {}", kept, day, revision);
    }
  }
}
