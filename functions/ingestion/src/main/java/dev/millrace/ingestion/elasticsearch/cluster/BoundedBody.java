package dev.millrace.ingestion.elasticsearch.cluster;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Collects the body of an answer up to a number of bytes; of a larger one the connection is given
 * up, and the body is empty. The HTTP client calls it from one thread at a time.
 */
final class BoundedBody implements BodySubscriber<Optional<byte[]>> {
  private final int maximumBytes;
  private final CompletableFuture<Optional<byte[]>> body = new CompletableFuture<>();
  private final List<byte[]> parts = new ArrayList<>();
  private Flow.Subscription subscription;
  private int length;

  BoundedBody(int maximumBytes) {
    this.maximumBytes = maximumBytes;
  }

  @Override
  public CompletionStage<Optional<byte[]>> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = Objects.requireNonNull(given);
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (buffer.remaining() > maximumBytes - length) {
        subscription.cancel();
        parts.clear();
        body.complete(Optional.empty());
        return;
      }
      byte[] part = new byte[buffer.remaining()];
      buffer.get(part);
      parts.add(part);
      length += part.length;
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    byte[] whole = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    body.complete(Optional.of(whole));
  }
}
