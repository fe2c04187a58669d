package dev.millrace.ingestion.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.fetch.RetryableFetch;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import dev.millrace.runs.failure.StepFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** A client that may ask servers on loopback, and what it says of its attempts. */
final class GuardedClientFixture implements AutoCloseable {
  static final int MAXIMUM_BYTES = 64 * 1024;

  private final List<FetchAttempt> attempts = new CopyOnWriteArrayList<>();
  private final GuardedHttpClient client;

  GuardedClientFixture() {
    this(InetAddress::getAllByName);
  }

  GuardedClientFixture(AddressResolver resolver) {
    client =
        new GuardedHttpClient(
            new HostPolicy(Set.of("localhost", "127.0.0.1", "allowed.test"), resolver),
            attempts::add);
  }

  GuardedClientFixture(AddressResolver resolver, SSLContext tls) {
    client =
        new GuardedHttpClient(
            new HostPolicy(Set.of("localhost", "allowed.test"), resolver), attempts::add, tls);
  }

  HttpCall call(String url, RequestHeader... headers) {
    return call(url, Duration.ofSeconds(30), headers);
  }

  HttpCall call(String url, Duration timeout, RequestHeader... headers) {
    return new HttpCall(
        url(url),
        List.of(headers),
        Optional.empty(),
        new HttpCall.CallLimits(
            timeout, MAXIMUM_BYTES, Set.of("127.0.0.1", "other.test"), true, "/sources/0"));
  }

  SourceUrl url(String url) {
    try {
      return SourceUrl.read(url, client.policy(), true);
    } catch (SourceUrl.Refused refused) {
      throw new AssertionError(refused);
    }
  }

  HttpAnswer send(HttpCall call) throws RetryableFetch {
    return client.send(call, Deadline.after(Duration.ofMinutes(1)));
  }

  HttpAnswer get(String url) throws RetryableFetch {
    return send(call(url));
  }

  RetryableFetch retryable(HttpCall call) {
    RetryableFetch failed = catchThrowableOfType(RetryableFetch.class, () -> send(call));
    assertThat(failed).isNotNull();
    assertThat(failed.error().category()).isEqualTo(FailureCategory.SOURCE);
    return failed;
  }

  RetryableFetch retryableBy(HttpCall call, Duration left) {
    return catchThrowableOfType(
        RetryableFetch.class, () -> client.send(call, Deadline.after(left)));
  }

  RetryableFetch retryable(String url) {
    return retryable(call(url));
  }

  RunError permanent(HttpCall call) {
    StepFailure failed = catchThrowableOfType(StepFailure.class, () -> send(call));
    assertThat(failed).isNotNull();
    return failed.error();
  }

  RunError permanent(String url) {
    return permanent(call(url));
  }

  List<FetchAttempt> attempts() {
    return List.copyOf(attempts);
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
