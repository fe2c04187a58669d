package dev.millrace.ingestion.elasticsearch;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.StreamWriter;
import dev.millrace.ingestion.elasticsearch.cluster.ClusterConnection;
import dev.millrace.ingestion.elasticsearch.cluster.ClusterFailure;
import dev.millrace.ingestion.elasticsearch.cluster.DocumentPages;
import dev.millrace.ingestion.elasticsearch.cluster.DocumentSelection;
import dev.millrace.ingestion.elasticsearch.cluster.SearchHit;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * One run over one task: page by page onto the stream, and the checkpoint behind it. It may die
 * between any two calls: the next run begins at the last checkpoint, and sends nothing less for it.
 * Used once.
 */
final class SourcePull {
  /** What a page that has been read needs: to be put on the stream, and the checkpoint moved. */
  private static final Duration TO_DELIVER = Duration.ofSeconds(15);

  /** What is kept of that for the window and the last checkpoint. */
  private static final Duration TO_END = Duration.ofSeconds(5);

  private final PullTask task;
  private final CheckpointTable checkpoints;
  private final PullObjects objects;
  private final StreamDelivery delivery;
  private final StreamTarget target;
  private final String run = UUID.randomUUID().toString();

  private Checkpoint checkpoint;
  private SentDocuments sentDocuments;
  private boolean caughtUp;
  private boolean overtaken;
  private long read;
  private long sent;
  private long repeated;
  private long oversize;

  SourcePull(PullTask task, PullResources resources, StreamDelivery delivery, StreamTarget target) {
    this.task = Objects.requireNonNull(task);
    this.checkpoints = resources.checkpoints();
    this.objects = resources.objects();
    this.delivery = Objects.requireNonNull(delivery);
    this.target = Objects.requireNonNull(target);
  }

  /** Runs until the source is caught up or its time is nearly up. */
  SourceOutcome run(ClusterConnection cluster, Deadline deadline) throws InterruptedException {
    Optional<RunError> error = Optional.empty();
    try {
      begin(deadline);
      try {
        pages(cluster, deadline);
      } catch (ClusterFailure failure) {
        error = Optional.of(failure.error());
      }
      end(deadline);
    } catch (SdkException unreachable) {
      error =
          Optional.of(
              new RunError(
                  FailureCategory.STORAGE,
                  "The checkpoint, its window or a document could not be kept: %s"
                      .formatted(unreachable.getMessage())));
    }
    return new SourceOutcome(
        task.source().name(),
        read,
        sent,
        repeated,
        oversize,
        Optional.ofNullable(checkpoint).map(Checkpoint::position),
        caughtUp,
        overtaken,
        error);
  }

  private void begin(Deadline deadline) {
    Checkpoint found =
        checkpoints
            .find(task.key(), deadline)
            .orElseGet(() -> new Checkpoint(task.beginning(), 0, Optional.empty()));
    sentDocuments = objects.window(found.window(), deadline);
    checkpoint = found;
  }

  private void pages(ClusterConnection cluster, Deadline deadline)
      throws ClusterFailure, InterruptedException {
    Instant from = checkpoint.position().minus(task.overlap());
    Instant to = task.to();
    if (!from.isBefore(to)) {
      caughtUp = true;
      return;
    }
    Deadline reading = deadline.earlierBy(TO_DELIVER);
    DocumentPages pages =
        DocumentPages.of(
            cluster,
            new DocumentSelection(
                task.source().index(), task.source().timeField(), task.source().query(), from, to),
            task.source().pageSize(),
            reading);
    try {
      boolean last = false;
      while (!last && !overtaken && !reading.hasPassed()) {
        DocumentPages.Page page = pages.next(reading);
        deliver(page.hits(), deadline.earlierBy(TO_END));
        last = page.last();
        Instant reached = last ? to : Instant.ofEpochMilli(page.hits().getLast().time());
        moveTo(reached, checkpoint.window(), deadline);
      }
      caughtUp = last && !overtaken;
    } finally {
      pages.close(deadline);
    }
  }

  private void deliver(List<SearchHit> hits, Deadline deadline) throws ClusterFailure {
    List<SearchHit> fresh = new ArrayList<>(hits.size());
    List<StreamWriter.Entry> entries = new ArrayList<>(hits.size());
    for (SearchHit hit : hits) {
      read++;
      if (sentDocuments.contains(hit)) {
        repeated++;
        continue;
      }
      Optional<StreamWriter.Entry> entry = target.entry(hit);
      if (entry.isPresent()) {
        fresh.add(hit);
        entries.add(entry.get());
      } else {
        objects.keepOversize(task.source().name(), hit, deadline);
        oversize++;
        sentDocuments.add(hit);
      }
    }
    BitSet left = delivery.put(target.stream(), entries, deadline);
    for (int place = left.nextClearBit(0);
        place < fresh.size();
        place = left.nextClearBit(place + 1)) {
      sentDocuments.add(fresh.get(place));
      sent++;
    }
    if (!left.isEmpty()) {
      throw new ClusterFailure(
          FailureCategory.STORAGE,
          "The stream %s did not take %d of %d records of a page; expected all before the run's time is up. The checkpoint stays, and the next run goes on there"
              .formatted(target.stream(), left.cardinality(), entries.size()));
    }
  }

  /** Only forward: the pages of the overlap lie behind the checkpoint. */
  private void moveTo(Instant reached, Optional<String> window, Deadline deadline) {
    boolean forward = reached.isAfter(checkpoint.position());
    if (!forward && window.equals(checkpoint.window())) {
      return;
    }
    Checkpoint next = checkpoint.moved(forward ? reached : checkpoint.position(), window);
    if (checkpoints.move(task.key(), checkpoint, next, run, task.kept(), deadline)) {
      checkpoint = next;
      sentDocuments.forgetBefore(next.position().minus(task.overlap()).toEpochMilli());
    } else {
      overtaken = true;
    }
  }

  /** The next run passes over what this one has sent. */
  private void end(Deadline deadline) {
    if (overtaken) {
      return;
    }
    if (task.once()) {
      if (caughtUp) {
        checkpoints.delete(task.key(), deadline);
      }
    } else if (sentDocuments.changed()) {
      String window = objects.keepWindow(task.source().name(), sentDocuments, deadline);
      moveTo(checkpoint.position(), Optional.of(window), deadline);
    } else if (checkpoint.revision() == 0) {
      // Where a source begins is said once: else it would begin anew with each run.
      checkpoint = firstCheckpoint(deadline);
    }
  }

  private Checkpoint firstCheckpoint(Deadline deadline) {
    Checkpoint first = checkpoint.moved(checkpoint.position(), Optional.empty());
    overtaken = !checkpoints.move(task.key(), checkpoint, first, run, task.kept(), deadline);
    return first;
  }
}
