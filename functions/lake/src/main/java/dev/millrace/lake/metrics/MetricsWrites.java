package dev.millrace.lake.metrics;

import dev.millrace.common.Deadline;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** Stores rows in the metrics table, a bounded number at a time. */
final class MetricsWrites {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsWrites.class);

  private final MetricsTable table;
  private final Semaphore permits;

  MetricsWrites(MetricsTable table, int concurrentWrites) {
    this.table = table;
    this.permits = new Semaphore(concurrentWrites);
  }

  /**
   * Stores rows of one day, and first the day itself, so that each row's day is listed.
   *
   * @throws SdkException when one could not be stored, while others may have been
   */
  void store(LocalDate day, Collection<ServiceMinute> rows, long revision, Deadline deadline)
      throws InterruptedException {
    if (rows.isEmpty()) {
      return;
    }
    table.putDay(day, deadline);
    long kept = put(rows, revision, deadline);
    if (kept > 0) {
      LOG.warn("{} rows of {} stay as they are: their revision is above {}", kept, day, revision);
    }
  }

  /** How many rows were not stored, as there is one of a higher revision. */
  private long put(Collection<ServiceMinute> rows, long revision, Deadline deadline)
      throws InterruptedException {
    List<Future<Boolean>> puts = new ArrayList<>(rows.size());
    AtomicBoolean failed = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (ServiceMinute row : rows) {
        permits.acquire();
        if (failed.get()) {
          break;
        }
        puts.add(threads.submit(() -> put(row, revision, deadline, failed)));
      }
    }
    long kept = 0;
    for (Future<Boolean> put : puts) {
      kept += stored(put) ? 0 : 1;
    }
    return kept;
  }

  private boolean put(ServiceMinute row, long revision, Deadline deadline, AtomicBoolean failed) {
    try {
      return table.put(row, revision, deadline);
    } catch (SdkException unreachable) {
      failed.set(true);
      throw unreachable;
    } finally {
      permits.release();
    }
  }

  private static boolean stored(Future<Boolean> put) throws InterruptedException {
    try {
      return put.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof SdkException cause) {
        throw cause;
      }
      throw new IllegalStateException("Storing metrics failed unexpectedly", failed.getCause());
    }
  }
}
