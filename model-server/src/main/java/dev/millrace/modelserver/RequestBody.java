package dev.millrace.modelserver;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Reads bodies up to a length, and only as many at a time as a quarter of the heap holds: a burst
 * waits, and is refused after a while, instead of ending the process.
 */
final class RequestBody {

  private static final long MOST_TO_DISCARD = 64L << 20;

  private static final int SECONDS_TO_WAIT = 5;

  private final int maximumBytes;
  private final Semaphore bytesInMemory;

  RequestBody(int maximumBytes) {
    this.maximumBytes = maximumBytes;
    long budget = Math.max(Runtime.getRuntime().maxMemory() / 4, maximumBytes);
    this.bytesInMemory = new Semaphore((int) Math.min(budget, Integer.MAX_VALUE), true);
  }

  /** What to do with a body while it is in memory. */
  @FunctionalInterface
  interface Use<T> {
    T with(byte[] body) throws IOException, RejectedRequestException;
  }

  /**
   * @throws RejectedRequestException 413 when the body is too long, 503 when too many are under way
   */
  <T> T read(HttpExchange exchange, Use<T> use) throws IOException, RejectedRequestException {
    int bytes = reservation(exchange);
    if (!reserve(bytes)) {
      throw RejectedRequestException.request(503, "too many requests are under way; try again");
    }
    try {
      return use.with(body(exchange));
    } finally {
      bytesInMemory.release(bytes);
    }
  }

  /** What the client says the body is long, or the maximum when it does not say. */
  private int reservation(HttpExchange exchange) throws RejectedRequestException {
    String header = exchange.getRequestHeaders().getFirst("Content-Length");
    long length = header == null ? maximumBytes : Long.parseLong(header);
    if (length > maximumBytes) {
      throw tooLong();
    }
    return (int) length;
  }

  private boolean reserve(int bytes) throws IOException {
    try {
      return bytesInMemory.tryAcquire(bytes, SECONDS_TO_WAIT, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for memory", e);
    }
  }

  private byte[] body(HttpExchange exchange) throws IOException, RejectedRequestException {
    byte[] body = exchange.getRequestBody().readNBytes(maximumBytes);
    if (body.length == maximumBytes && exchange.getRequestBody().read() >= 0) {
      throw tooLong();
    }
    return body;
  }

  /**
   * Reads what is left of a refused request's body, up to a length. A connection that is closed
   * with bytes unread is reset, and its client may never see the answer.
   */
  static void discard(HttpExchange exchange) throws IOException {
    InputStream rest = exchange.getRequestBody();
    var buffer = new byte[16 << 10];
    long discarded = 0;
    for (int read = 0; read >= 0 && discarded < MOST_TO_DISCARD; discarded += read) {
      read = rest.read(buffer);
    }
  }

  private RejectedRequestException tooLong() {
    return RejectedRequestException.request(
        413, "the body is longer than %d bytes".formatted(maximumBytes));
  }
}
