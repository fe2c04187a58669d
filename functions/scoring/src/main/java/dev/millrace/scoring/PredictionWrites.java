package dev.millrace.scoring;

import dev.millrace.common.Deadline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Stores a batch's predictions, a bounded number at a time; those of one document in order, one
 * after the other.
 */
final class PredictionWrites {
  private static final Logger LOG = LoggerFactory.getLogger(PredictionWrites.class);

  private final PredictionTable table;
  private final Semaphore permits;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  PredictionWrites(PredictionTable table, int concurrentWrites) {
    this.table = table;
    this.permits = new Semaphore(concurrentWrites);
  }

  /**
   * What became of each candidate, in order; empty where the table could not be reached in time, or
   * holds something else under the document's id.
   */
  List<Optional<Stored>> put(List<Prediction> candidates, Deadline deadline)
      throws InterruptedException {
    List<Optional<Stored>> results = new ArrayList<>(candidates.size());
    Map<String, List<Integer>> byId = new LinkedHashMap<>();
    for (int i = 0; i < candidates.size(); i++) {
      results.add(Optional.empty());
      byId.computeIfAbsent(candidates.get(i).id(), id -> new ArrayList<>(1)).add(i);
    }
    List<Future<List<Optional<Stored>>>> writes = new ArrayList<>(byId.size());
    for (List<Integer> places : byId.values()) {
      writes.add(
          threads.submit(
              () -> putInOrder(places.stream().map(candidates::get).toList(), deadline)));
    }
    int write = 0;
    for (Collection<Integer> places : byId.values()) {
      List<Optional<Stored>> stored = outcome(writes.get(write++));
      int next = 0;
      for (int place : places) {
        results.set(place, stored.get(next++));
      }
    }
    return results;
  }

  private List<Optional<Stored>> putInOrder(List<Prediction> candidates, Deadline deadline)
      throws InterruptedException {
    List<Optional<Stored>> results = new ArrayList<>(candidates.size());
    permits.acquire();
    try {
      for (Prediction candidate : candidates) {
        results.add(put(candidate, deadline));
      }
    } finally {
      permits.release();
    }
    return results;
  }

  private Optional<Stored> put(Prediction candidate, Deadline deadline) {
    if (deadline.hasPassed()) {
      return Optional.empty();
    }
    try {
      return Optional.of(table.put(candidate, deadline));
    } catch (SdkException | ForeignItem failed) {
      LOG.warn("Storing the prediction of {} failed: {}", candidate.id(), failed.getMessage());
      return Optional.empty();
    }
  }

  private static <T> T outcome(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (java.util.concurrent.ExecutionException unexpected) {
      throw new IllegalStateException(
          "Storing predictions failed unexpectedly", unexpected.getCause());
    }
  }
}
