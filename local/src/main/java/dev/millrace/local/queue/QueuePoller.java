package dev.millrace.local.queue;

import dev.millrace.local.lambda.InvocationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * An imitation of Lambda's poller of a queue. What succeeded is deleted; what failed is visible
 * again after a second, where AWS lets the visibility time-out pass, and goes to the queue's
 * dead-letter queue when it has been received too often.
 */
public final class QueuePoller implements AutoCloseable {
  /** Most that a call hands out. */
  private static final int RECEIVE_LIMIT = 10;

  /** Short, because the emulator does not stop before a call that waits has been answered. */
  private static final int LONG_POLL_SECONDS = 1;

  private static final int RETRY_SECONDS = 1;
  private static final long PAUSE_AFTER_ERROR_MILLIS = 1000;

  /** An event of 6 MB with room for what one more call may bring. */
  private static final int FULL_BYTES = 3 * 1024 * 1024;

  private final QueueMapping mapping;
  private final Function function;
  private final SqsClient sqs;
  private final String url;
  private final Consumer<String> report;
  private final Semaphore concurrency;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Calls the mapping's function. */
  @FunctionalInterface
  public interface Function {
    /** Hands an event over and waits for what comes of it. */
    InvocationResult invoke(SdkBytes event) throws InterruptedException;
  }

  /**
   * Takes the queue by its name.
   *
   * @param report told, in a sentence, when the queue cannot be read
   */
  public QueuePoller(
      QueueMapping mapping, Function function, SqsClient sqs, Consumer<String> report) {
    this.mapping = mapping;
    this.function = function;
    this.sqs = sqs;
    this.url = sqs.getQueueUrl(request -> request.queueName(mapping.queueName())).queueUrl();
    this.report = report;
    this.concurrency = new Semaphore(mapping.maximumConcurrency());
  }

  /** Begins to poll. */
  public void start() {
    threads.execute(this::poll);
  }

  private void poll() {
    while (!threads.isShutdown()) {
      try {
        concurrency.acquire();
        List<Message> batch = nextBatch();
        if (batch.isEmpty()) {
          concurrency.release();
        } else {
          threads.execute(() -> deliver(batch));
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        concurrency.release();
        failed(e);
      }
    }
  }

  private List<Message> nextBatch() {
    List<Message> batch = new ArrayList<>(receive(mapping.batchSize(), LONG_POLL_SECONDS));
    long end = System.nanoTime() + mapping.batchingWindow().toNanos();
    long bytes = bytes(batch);
    while (!batch.isEmpty() && batch.size() < mapping.batchSize() && bytes < FULL_BYTES) {
      long left = (end - System.nanoTime()) / 1_000_000_000;
      List<Message> more =
          receive(mapping.batchSize() - batch.size(), Math.clamp(left, 0, LONG_POLL_SECONDS));
      if (more.isEmpty() && left <= 0) {
        break;
      }
      bytes += bytes(more);
      batch.addAll(more);
    }
    return batch;
  }

  private List<Message> receive(int most, int seconds) {
    return sqs.receiveMessage(
            request ->
                request
                    .queueUrl(url)
                    .maxNumberOfMessages(Math.min(most, RECEIVE_LIMIT))
                    .waitTimeSeconds(seconds)
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                    .messageAttributeNames("All"))
        .messages();
  }

  private static long bytes(List<Message> messages) {
    return messages.stream().mapToLong(message -> message.body().length()).sum();
  }

  private void deliver(List<Message> batch) {
    try {
      QueueEvent event = new QueueEvent(mapping, batch);
      InvocationResult result = function.invoke(event.json());
      List<Message> failed =
          result instanceof InvocationResult.Answer answer
              ? event.failed(answer.payload().asByteArrayUnsafe())
              : batch;
      for (Message message : batch) {
        if (failed.contains(message)) {
          retryLater(message);
        } else {
          sqs.deleteMessage(
              request -> request.queueUrl(url).receiptHandle(message.receiptHandle()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failed(e);
    } finally {
      concurrency.release();
    }
  }

  private void retryLater(Message message) {
    sqs.changeMessageVisibility(
        request ->
            request
                .queueUrl(url)
                .receiptHandle(message.receiptHandle())
                .visibilityTimeout(RETRY_SECONDS));
  }

  private void failed(RuntimeException e) {
    if (threads.isShutdown()) {
      return;
    }
    report.accept("Queue %s: %s".formatted(mapping.queueName(), e.getMessage()));
    try {
      Thread.sleep(PAUSE_AFTER_ERROR_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
