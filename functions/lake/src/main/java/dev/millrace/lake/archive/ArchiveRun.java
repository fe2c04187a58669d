package dev.millrace.lake.archive;

import dev.millrace.common.Deadline;
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
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run over the shards of some streams: a bounded number at once, children behind their parents,
 * those first whose checkpoint has stood still for longest. What fails in one shard stops no other.
 */
final class ArchiveRun {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveRun.class);

  private final ShardReading reading;
  private final Instant began;
  private final Deadline deadline;
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

  private record Done(Task task, Optional<ShardOutcome> outcome, Optional<RuntimeException> why) {}

  /**
   * @param deadline when no shard is begun any more
   */
  ArchiveRun(ShardReading reading, Instant began, Deadline deadline) {
    this.reading = reading;
    this.began = began;
    this.deadline = deadline;
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
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletionService<Done> done = new ExecutorCompletionService<>(threads);
      int underWay = 0;
      while (true) {
        while (underWay < atOnce && !ready.isEmpty() && !deadline.hasPassed()) {
          Task task = ready.remove();
          done.submit(() -> archive(task));
          underWay++;
        }
        if (underWay == 0) {
          break;
        }
        Done shard = finished(done);
        underWay--;
        shard.outcome().ifPresent(outcome -> outcomes.put(shard.task(), outcome));
        record(shard);
      }
    }
    return outcome(outcomes);
  }

  private Done archive(Task task) throws InterruptedException {
    try {
      return new Done(
          task, Optional.of(reading.archive(task.shard(), task.checkpoint())), Optional.empty());
    } catch (RuntimeException failed) {
      return new Done(task, Optional.empty(), Optional.of(failed));
    }
  }

  private static Done finished(CompletionService<Done> done) throws InterruptedException {
    try {
      return done.take().get();
    } catch (ExecutionException unexpected) {
      if (unexpected.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("Archiving was interrupted", unexpected.getCause());
    }
  }

  private void record(Done done) {
    Task task = done.task();
    String stream = task.checkpoint().stream();
    done.why()
        .ifPresent(
            why -> {
              failures.put(task.name(), String.valueOf(why.getMessage()));
              LOG.error("Shard {} was not archived", task.name(), why);
            });
    done.outcome()
        .ifPresent(
            outcome -> {
              totals.computeIfPresent(stream, (name, before) -> before.plus(outcome));
              if (outcome.ending() == ShardOutcome.Ending.END) {
                makeReady(stream, lineages.get(stream).ended(task.shard().shardId()));
              }
            });
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
