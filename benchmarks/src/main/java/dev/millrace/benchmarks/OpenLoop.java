package dev.millrace.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Puts documents on a stream, a few a request, at times fixed beforehand: a stack that falls behind
 * gets no mercy, and its delay is seen.
 */
final class OpenLoop {
  private static final int REQUESTS_PER_SECOND = 20;

  private final StreamPuts puts;

  OpenLoop(StreamPuts puts) {
    this.puts = puts;
  }

  /**
   * A document on the stream.
   *
   * @param due when it was to be sent
   */
  record Sent(String recordId, Instant due) {}

  /**
   * Sends all documents, evenly, and returns when the stream has taken the last one.
   *
   * @param perSecond a multiple of 20, the requests per second
   */
  List<Sent> send(List<byte[]> documents, int perSecond) throws InterruptedException {
    int each = perSecond / REQUESTS_PER_SECOND;
    Duration step = Duration.ofSeconds(1).dividedBy(REQUESTS_PER_SECOND);
    Instant start = Instant.now();
    List<Future<List<Sent>>> requests = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int from = 0; from < documents.size(); from += each) {
        Instant due = start.plus(step.multipliedBy(requests.size()));
        Duration left = Duration.between(Instant.now(), due);
        if (left.isPositive()) {
          Thread.sleep(left);
        }
        List<byte[]> together = documents.subList(from, Math.min(from + each, documents.size()));
        requests.add(threads.submit(() -> put(together, due)));
      }
    }
    List<Sent> sent = new ArrayList<>(documents.size());
    for (Future<List<Sent>> request : requests) {
      sent.addAll(taken(request));
    }
    return sent;
  }

  private List<Sent> put(List<byte[]> documents, Instant due) {
    return puts.put(documents).stream()
        .map(
            result ->
                new Sent(
                    "%s/%s/%s/0"
                        .formatted(puts.stream(), result.shardId(), result.sequenceNumber()),
                    due))
        .toList();
  }

  private static List<Sent> taken(Future<List<Sent>> request) throws InterruptedException {
    try {
      return request.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("A request to the stream failed", e.getCause());
    }
  }
}
