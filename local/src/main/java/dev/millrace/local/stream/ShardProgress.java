package dev.millrace.local.stream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The records of a shard that were read and are not done with; several lanes finish them in any
 * order.
 */
final class ShardProgress {
  private final String shardId;
  private final Checkpoints checkpoints;

  @GuardedBy("this")
  private final Deque<StreamRecord> unfinished = new ArrayDeque<>();

  @GuardedBy("this")
  private final Set<StreamRecord> finishedEarly = new HashSet<>();

  @GuardedBy("this")
  private long bytes;

  ShardProgress(String shardId, Checkpoints checkpoints) {
    this.shardId = shardId;
    this.checkpoints = checkpoints;
  }

  synchronized void read(StreamRecord record) {
    unfinished.addLast(record);
    bytes += record.data().length;
  }

  /** Moves the checkpoint to just before the oldest record that is still unfinished. */
  synchronized void finished(List<StreamRecord> records) {
    finishedEarly.addAll(records);
    StreamRecord last = null;
    while (!unfinished.isEmpty() && finishedEarly.remove(unfinished.peekFirst())) {
      last = unfinished.removeFirst();
      bytes -= last.data().length;
    }
    if (last != null) {
      checkpoints.put(shardId, last.sequenceNumber().toString());
    }
    notifyAll();
  }

  synchronized void awaitBelow(int records, long dataBytes) throws InterruptedException {
    while (unfinished.size() >= records || bytes >= dataBytes) {
      wait();
    }
  }
}
