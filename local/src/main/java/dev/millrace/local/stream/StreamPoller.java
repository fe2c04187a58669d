package dev.millrace.local.stream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.local.lambda.Functions;
import dev.millrace.local.lambda.InvocationResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Polls every shard of a mapping's stream, a shard's parents before itself. */
public final class StreamPoller implements AutoCloseable {
  private static final long PAUSE_AFTER_ERROR_MILLIS = 1000;

  private final EventSourceMapping mapping;
  private final Functions functions;
  private final KinesisClient kinesis;
  private final FailureDestination failures;
  private final Checkpoints checkpoints;
  private final DeliveryCounts counts;
  private final Consumer<String> report;

  @GuardedBy("this")
  private final Set<String> started = new HashSet<>();

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param checkpoints folder for the mapping's progress
   * @param counts told of every delivery
   * @param report told, in a sentence, when the stream cannot be read
   */
  public StreamPoller(
      EventSourceMapping mapping,
      Functions functions,
      KinesisClient kinesis,
      S3Client s3,
      SqsClient sqs,
      Path checkpoints,
      DeliveryCounts counts,
      Consumer<String> report)
      throws IOException {
    this.mapping = mapping;
    this.functions = functions;
    this.kinesis = kinesis;
    this.failures = new FailureDestination(mapping, s3, sqs, Clock.systemUTC(), report);
    this.checkpoints = new Checkpoints(checkpoints.resolve(mapping.id() + ".properties"));
    this.counts = counts;
    this.report = report;
  }

  /**
   * Starts on the shards that are there; those that a reshard adds follow when their parents end.
   */
  public synchronized void start() {
    List<Shard> shards =
        new ArrayList<>(
            kinesis.listShards(request -> request.streamName(mapping.stream())).shards());
    Set<String> open = new HashSet<>();
    shards.stream().map(Shard::shardId).filter(id -> !isDone(id)).forEach(open::add);
    for (Shard shard : shards) {
      boolean waitsForParent =
          open.contains(String.valueOf(shard.parentShardId()))
              || open.contains(String.valueOf(shard.adjacentParentShardId()));
      if (open.contains(shard.shardId()) && !waitsForParent && started.add(shard.shardId())) {
        poll(shard.shardId());
      }
    }
  }

  private boolean isDone(String shardId) {
    return checkpoints.get(shardId).filter(Checkpoints.SHARD_END::equals).isPresent();
  }

  private void poll(String shardId) {
    ShardProgress progress = new ShardProgress(shardId, checkpoints);
    List<Lane> lanes = new ArrayList<>();
    for (int lane = 0; lane < mapping.parallelizationFactor(); lane++) {
      BatchDelivery delivery =
          new BatchDelivery(
              mapping, shardId, this::invoke, failures, progress, counts, Clock.systemUTC());
      lanes.add(new Lane(mapping, shardId, delivery));
    }
    lanes.forEach(lane -> threads.execute(() -> untilStopped(shardId, lane::run)));
    ShardReader reader = new ShardReader(mapping, shardId, kinesis, checkpoints, progress, lanes);
    threads.execute(
        () -> {
          untilStopped(shardId, reader::run);
          if (isDone(shardId)) {
            start();
          }
        });
  }

  private InvocationResult invoke(byte[] event) throws InterruptedException {
    return functions.invokeAndWait(mapping.function(), SdkBytes.fromByteArrayUnsafe(event));
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private void untilStopped(String shardId, Work work) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        work.run();
        return;
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (threads.isShutdown()) {
          return;
        }
        report.accept("%s of %s: %s".formatted(shardId, mapping.stream(), e.getMessage()));
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_AFTER_ERROR_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
