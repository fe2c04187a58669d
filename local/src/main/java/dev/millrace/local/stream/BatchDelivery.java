package dev.millrace.local.stream;

import dev.millrace.local.lambda.InvocationResult;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Delivers a batch until each of its records has succeeded or failed for good, as Lambda's poller
 * does: a partial failure is taken up again at the lowest record reported, an error halves the
 * batch where the mapping says so, and neither uses up a retry.
 */
final class BatchDelivery {
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

  /** Calls the mapping's function. */
  interface Function {
    InvocationResult invoke(byte[] event) throws InterruptedException;
  }

  private record Attempt(
      List<StreamRecord> records, int retries, int invocations, boolean functionError) {
    Attempt of(int from, int to) {
      return new Attempt(records.subList(from, to), retries, invocations, functionError);
    }

    Attempt invoked(boolean failed) {
      return new Attempt(records, retries, invocations + 1, failed);
    }

    Attempt retry() {
      return new Attempt(records, retries + 1, invocations, functionError);
    }
  }

  private final EventSourceMapping mapping;
  private final String shardId;
  private final Function function;
  private final FailureDestination failures;
  private final ShardProgress progress;
  private final DeliveryCounts counts;
  private final Clock clock;

  BatchDelivery(
      EventSourceMapping mapping,
      String shardId,
      Function function,
      FailureDestination failures,
      ShardProgress progress,
      DeliveryCounts counts,
      Clock clock) {
    this.mapping = mapping;
    this.shardId = shardId;
    this.function = function;
    this.failures = failures;
    this.progress = progress;
    this.counts = counts;
    this.clock = clock;
  }

  void deliver(List<StreamRecord> batch) throws InterruptedException {
    Deque<Attempt> pending = new ArrayDeque<>();
    pending.push(new Attempt(batch, 0, 0, false));
    while (!pending.isEmpty()) {
      Attempt attempt = withoutExpired(pending.pop());
      if (!attempt.records().isEmpty()) {
        deliver(attempt, pending);
      }
    }
  }

  /** Gives up the records at the head of an attempt that are older than the mapping allows. */
  private Attempt withoutExpired(Attempt attempt) {
    if (mapping.maximumRecordAge().isEmpty()) {
      return attempt;
    }
    var oldest = clock.instant().minus(mapping.maximumRecordAge().get());
    int expired = 0;
    while (expired < attempt.records().size()
        && attempt.records().get(expired).arrival().isBefore(oldest)) {
      expired++;
    }
    if (expired > 0) {
      giveUp(attempt.of(0, expired), FailureDestination.Condition.RECORD_AGE_EXCEEDED);
    }
    return attempt.of(expired, attempt.records().size());
  }

  private void deliver(Attempt before, Deque<Attempt> pending) throws InterruptedException {
    List<StreamRecord> records = before.records();
    counts.delivered(records);
    InvocationResult result = function.invoke(new KinesisEvent(mapping, shardId).of(records));
    boolean failed = result instanceof InvocationResult.FunctionError;
    Attempt attempt = before.invoked(failed);
    if (failed) {
      failedWhole(attempt, pending);
      return;
    }
    PartialBatchResponse response =
        mapping.partialResponses()
            ? PartialBatchResponse.read(result.payload().asByteArrayUnsafe(), records)
            : new PartialBatchResponse.Success();
    switch (response) {
      case PartialBatchResponse.Success() -> progress.finished(records);
      case PartialBatchResponse.FailedFrom(int index) when index > 0 -> {
        progress.finished(records.subList(0, index));
        backOff(attempt.retries());
        pending.push(attempt.of(index, records.size()));
      }
      case PartialBatchResponse.FailedFrom(int index) -> retry(attempt, pending);
      case PartialBatchResponse.Invalid() -> failedWhole(attempt, pending);
    }
  }

  private void failedWhole(Attempt attempt, Deque<Attempt> pending) throws InterruptedException {
    int size = attempt.records().size();
    if (mapping.bisect() && size > 1) {
      backOff(attempt.retries());
      pending.push(attempt.of(size / 2, size));
      pending.push(attempt.of(0, size / 2));
    } else {
      retry(attempt, pending);
    }
  }

  private void retry(Attempt attempt, Deque<Attempt> pending) throws InterruptedException {
    if (mapping.maximumRetryAttempts().filter(most -> attempt.retries() >= most).isPresent()) {
      giveUp(attempt, FailureDestination.Condition.RETRY_ATTEMPTS_EXHAUSTED);
    } else {
      backOff(attempt.retries());
      pending.push(attempt.retry());
    }
  }

  private void giveUp(Attempt attempt, FailureDestination.Condition condition) {
    failures.write(
        shardId, attempt.records(), condition, attempt.invocations(), attempt.functionError());
    counts.failed(mapping, attempt.records().size(), clock.instant());
    progress.finished(attempt.records());
  }

  private static void backOff(int retries) throws InterruptedException {
    long millis = FIRST_BACKOFF.toMillis() << Math.min(retries, 10);
    Thread.sleep(Math.min(millis, LONGEST_BACKOFF.toMillis()));
  }
}
