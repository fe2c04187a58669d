package dev.millrace.ingestion.fetch.http;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.fetch.RetryableFetch;
import dev.millrace.runs.failure.StepFailure;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.net.ssl.SSLContext;
import org.apache.http.impl.client.CloseableHttpClient;

/**
 * Asks hosts that others have named, on the public internet only. Every name is resolved once, its
 * addresses are checked, and the connection goes to one of those; a redirect is a request like any
 * other. Time and size of an answer are bounded. Thread-safe; it keeps connections until closed.
 */
public final class GuardedHttpClient implements AutoCloseable {
  private final HostPolicy policy;
  private final FetchObserver observer;
  private final CloseableHttpClient transport;
  private final ScheduledThreadPoolExecutor timer;

  /** A client that trusts what the Java runtime trusts. */
  public GuardedHttpClient(HostPolicy policy, FetchObserver observer) {
    this(policy, observer, defaultTls());
  }

  GuardedHttpClient(HostPolicy policy, FetchObserver observer, SSLContext tls) {
    this.policy = Objects.requireNonNull(policy);
    this.observer = Objects.requireNonNull(observer);
    this.transport = PooledTransport.build(policy, tls);
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("fetch-timer").factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  private static SSLContext defaultTls() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("The Java runtime has no TLS", impossible);
    }
  }

  /** Which hosts are asked. */
  public HostPolicy policy() {
    return policy;
  }

  /**
   * Makes a request and follows its redirects.
   *
   * @return the answer, whatever its status
   * @throws RetryableFetch when no whole answer came, and another attempt may get one
   * @throws StepFailure of category {@code limit} when the answer is too large; of {@code source}
   *     when the address may not be asked, a redirect may not be followed, or a certificate is
   *     wrong
   */
  public HttpAnswer send(HttpCall call, Deadline deadline) throws RetryableFetch {
    long begin = System.nanoTime();
    AttemptCounts counts = new AttemptCounts();
    boolean complete = false;
    try {
      HttpAnswer answer = follow(call, deadline.atMost(call.limits().timeout()), counts);
      complete = true;
      return answer;
    } finally {
      observer.attempted(
          new FetchAttempt(
              call.url().host(),
              Duration.ofNanos(System.nanoTime() - begin),
              counts.bytes(),
              counts.status(),
              complete));
    }
  }

  private HttpAnswer follow(HttpCall first, Deadline end, AttemptCounts counts)
      throws RetryableFetch {
    HttpCall call = first;
    for (int redirects = 0; redirects <= Redirect.MOST; redirects++) {
      HttpAnswer answer = exchange(call, end, counts);
      if (!Redirect.is(answer)) {
        return answer;
      }
      call = Redirect.follow(call, answer, policy);
    }
    throw Redirect.tooMany(first);
  }

  private HttpAnswer exchange(HttpCall call, Deadline end, AttemptCounts counts)
      throws RetryableFetch {
    HttpExchange exchange = new HttpExchange(call, counts);
    try {
      return exchange.run(transport, timer, end);
    } catch (IOException fault) {
      if (exchange.isCutShort() || (fault instanceof SocketTimeoutException && end.hasPassed())) {
        throw new RetryableFetch(
            "%s did not answer whole in time: `timeout_seconds` bounds it, and what the function has left"
                .formatted(call.url().host()),
            fault);
      }
      throw TransportFault.of(fault, call);
    }
  }

  @Override
  public void close() throws IOException {
    timer.shutdownNow();
    transport.close();
  }
}
