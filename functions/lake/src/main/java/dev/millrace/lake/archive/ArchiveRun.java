package dev.millrace.lake.archive;

import dev.millrace.common.Deadline;
import dev.millrace.common.concurrent.BoundedTasks;
import dev.millrace.common.concurrent.TaskOutcome;
import dev.millrace.lake.archive.ArchiveOutcome.Totals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run over the shards of some streams: a bounded number at once, children behind their parents,
 * those first whose checkpoint has stood still for longest. What fails in one shard stops no other.
 */
final class ArchiveRun {
  private static final String NOT_IN_TIME = "it had not ended when the run's time was up";
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveRun.class);

  private final ShardReading reading;
  private final Instant began;
  private final Deadline beginning;
  private final Deadline writing;
  private final Map<String, Lineage> lineages = new HashMap<>();
  private final List<Task> known = new ArrayList<>();
  private final Queue<Task> ready =
      new PriorityQueue<>(
          Comparator.comparing(task -> task.checkpoint().updatedAt().orElse(Instant.MIN)));
  private final SortedMap<String, Totals> totals = new TreeMap<>();
  private final SortedMap<String, String> failures = new TreeMap<>();

  /** Archives one shard, on a thread of its own. */
  @FunctionalInterface
  interface ShardReading {
    ShardOutcome archive(ListedShard shard, Checkpoint checkpoint) throws InterruptedException;
  }

  /** A shard that is not archived to its end. */
  private record Task(ListedShard shard, Checkpoint checkpoint) {
    String name() {
      return checkpoint.stream() + '/' + shard.shardId();
    }
  }

  /**
   * @param beginning when no shard is begun any more
   * @param writing when the last shard must have ended
   */
  ArchiveRun(ShardReading reading, Instant began, Deadline beginning, Deadline writing) {
    this.reading = reading;
    this.began = began;
    this.beginning = beginning;
    this.writing = writing;
  }

  /** Adds a stream's shards, each with its checkpoint. */
  void add(String stream, Map<ListedShard, Checkpoint> shards) {
    totals.put(stream, Totals.NONE);
    List<String> ended =
        shards.values().stream().filter(Checkpoint::ended).map(Checkpoint::shardId).toList();
    lineages.put(stream, new Lineage(List.copyOf(shards.keySet()), ended));
    shards.forEach(
        (shard, checkpoint) -> {
          if (!checkpoint.ended()) {
            known.add(new Task(shard, checkpoint));
          }
        });
    makeReady(stream, lineages.get(stream).ready());
  }

  /** Takes note of a stream whose shards are not known. */
  void fail(String stream, RuntimeException why) {
    totals.put(stream, Totals.NONE);
    failures.put(stream, String.valueOf(why.getMessage()));
    LOG.error("Stream {} cannot be archived", stream, why);
  }

  private void makeReady(String stream, List<ListedShard> shards) {
    for (Task task : known) {
      if (task.checkpoint().stream().equals(stream) && shards.contains(task.shard())) {
        ready.add(task);
      }
    }
  }

  /**
   * Archives the shards that were added.
   *
   * @param atOnce how many at the same time
   */
  ArchiveOutcome run(int atOnce) throws InterruptedException {
    Map<Task, ShardOutcome> outcomes = new HashMap<>();
    new BoundedTasks(atOnce)
        .<Task, Optional<ShardOutcome>>run(
            ready,
            this::archive,
            (task, outcome) -> {
              switch (outcome) {
                case TaskOutcome.Done<Optional<ShardOutcome>>(Optional<ShardOutcome> done) ->
                    done.ifPresent(
                        shard -> {
                          outcomes.put(task, shard);
                          record(task, shard);
                        });
                case TaskOutcome.Failed<Optional<ShardOutcome>>(RuntimeException why) ->
                    fail(task, why);
                case TaskOutcome.Failed<Optional<ShardOutcome>> failed -> throw failed.rethrown();
                case TaskOutcome.Unfinished<Optional<ShardOutcome>>() -> {
                  failures.put(task.name(), NOT_IN_TIME);
                  LOG.error("Shard {} was not archived: {}", task.name(), NOT_IN_TIME);
                }
              }
            },
            writing);
    return outcome(outcomes);
  }

  /** Empty when the shard was not begun any more. */
  private Optional<ShardOutcome> archive(Task task) throws InterruptedException {
    return beginning.hasPassed()
        ? Optional.empty()
        : Optional.of(reading.archive(task.shard(), task.checkpoint()));
  }

  private void fail(Task task, RuntimeException why) {
    failures.put(task.name(), String.valueOf(why.getMessage()));
    LOG.error("Shard {} was not archived", task.name(), why);
  }

  private void record(Task task, ShardOutcome outcome) {
    String stream = task.checkpoint().stream();
    totals.computeIfPresent(stream, (name, before) -> before.plus(outcome));
    if (outcome.ending() == ShardOutcome.Ending.END) {
      makeReady(stream, lineages.get(stream).ended(task.shard().shardId()));
    }
  }

  private ArchiveOutcome outcome(Map<Task, ShardOutcome> outcomes) {
    boolean complete = failures.isEmpty();
    for (Task task : known) {
      Optional<ShardOutcome> outcome = Optional.ofNullable(outcomes.get(task));
      complete =
          complete
              && outcome.isPresent()
              && switch (outcome.get().ending()) {
                case TIP, END -> true;
                case OUT_OF_TIME, OVERTAKEN -> false;
              };
      Duration lag = outcome.flatMap(ShardOutcome::lag).orElseGet(() -> atMost(task));
      totals.computeIfPresent(task.checkpoint().stream(), (name, before) -> before.withLag(lag));
    }
    return new ArchiveOutcome(totals, failures, complete);
  }

  /**
   * How old the oldest record of a shard that was not read can be: the checkpoint moved to the
   * shard's tip, or near it. One that was never read hides behind its parents, or is new.
   */
  private Duration atMost(Task unread) {
    return unread
        .checkpoint()
        .updatedAt()
        .map(moved -> Duration.between(moved, began))
        .filter(Duration::isPositive)
        .orElse(Duration.ZERO);
  }
}
