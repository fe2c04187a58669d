package dev.millrace.scoring.prediction;

import dev.millrace.common.Deadline;
import dev.millrace.common.concurrent.BoundedTasks;
import dev.millrace.common.concurrent.TaskOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Stores a batch's predictions, a bounded number at a time; those of one document in order, one
 * after the other.
 */
public final class PredictionWrites {
  private static final Logger LOG = LoggerFactory.getLogger(PredictionWrites.class);

  private final PredictionTable table;
  private final BoundedTasks writes;

  /** Stores predictions, so many at a time. Thread-safe. */
  public PredictionWrites(PredictionTable table, int concurrentWrites) {
    this.table = Objects.requireNonNull(table);
    this.writes = new BoundedTasks(concurrentWrites);
  }

  /**
   * What became of each candidate, in order; empty where the table could not be reached in time, or
   * holds something else under the document's id.
   */
  public List<Optional<StoreResult>> put(List<Prediction> candidates, Deadline deadline)
      throws InterruptedException {
    List<Optional<StoreResult>> results =
        new ArrayList<>(Collections.nCopies(candidates.size(), Optional.empty()));
    Map<String, List<Integer>> byId = new LinkedHashMap<>();
    for (int i = 0; i < candidates.size(); i++) {
      byId.computeIfAbsent(candidates.get(i).id(), id -> new ArrayList<>(1)).add(i);
    }
    List<List<Integer>> documents = List.copyOf(byId.values());
    List<TaskOutcome<List<Optional<StoreResult>>>> outcomes =
        writes.outcomes(documents, places -> putInOrder(candidates, places, deadline), deadline);
    for (int document = 0; document < documents.size(); document++) {
      List<Integer> places = documents.get(document);
      switch (outcomes.get(document)) {
        case TaskOutcome.Done<List<Optional<StoreResult>>>(List<Optional<StoreResult>> stored) -> {
          for (int i = 0; i < places.size(); i++) {
            results.set(places.get(i), stored.get(i));
          }
        }
        case TaskOutcome.Failed<List<Optional<StoreResult>>> failed -> throw failed.rethrown();
        case TaskOutcome.Unfinished<List<Optional<StoreResult>>>() ->
            LOG.warn(
                "Storing the prediction of {} was not done in time",
                candidates.get(places.getFirst()).id());
      }
    }
    return results;
  }

  private List<Optional<StoreResult>> putInOrder(
      List<Prediction> candidates, List<Integer> places, Deadline deadline) {
    return places.stream().map(place -> put(candidates.get(place), deadline)).toList();
  }

  private Optional<StoreResult> put(Prediction candidate, Deadline deadline) {
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
}
