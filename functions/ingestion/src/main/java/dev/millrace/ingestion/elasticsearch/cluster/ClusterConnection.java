package dev.millrace.ingestion.elasticsearch.cluster;

import dev.millrace.common.Deadline;
import dev.millrace.common.GzipMembers;
import dev.millrace.runs.failure.FailureCategory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Requests to one cluster, one at a time. An attempt that failed on the way, or that the cluster
 * had no room for, is made again after a pause, as all requests here only read: this is the one
 * layer of retries. Certificates and host names are checked; redirects are not followed. Not
 * thread-safe.
 */
public final class ClusterConnection implements AutoCloseable {
  /** The largest answer, unpacked: pages become smaller before one is. */
  static final int MAXIMUM_ANSWER_BYTES = 24 << 20;

  private static final int ATTEMPTS = 5;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ATTEMPT = Duration.ofSeconds(60);

  private final HttpClient http;
  private final URI url;
  private final Optional<String> authorization;
  private final Optional<RequestSigner> signer;
  private final InstantSource clock;

  private ClusterConnection(
      HttpClient http,
      URI url,
      Optional<String> authorization,
      Optional<RequestSigner> signer,
      InstantSource clock) {
    this.http = http;
    this.url = url;
    this.authorization = authorization;
    this.signer = signer;
    this.clock = clock;
  }

  /**
   * Reads the cluster's secrets; the first request connects.
   *
   * @throws ClusterFailure when a secret cannot be read or used
   */
  public static ClusterConnection to(
      ClusterAddress cluster, ClusterSecrets secrets, InstantSource clock, Deadline deadline)
      throws ClusterFailure {
    HttpClient.Builder http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT);
    if (cluster.certificateAuthority().isPresent()) {
      http.sslContext(
          TrustedAuthority.context(secrets.text(cluster.certificateAuthority().get(), deadline)));
    }
    return new ClusterConnection(
        http.build(),
        cluster.url(),
        secrets.authorization(cluster.authentication(), deadline),
        secrets.signer(cluster.authentication()),
        clock);
  }

  /**
   * Sends a request until it has an answer that another attempt would not change.
   *
   * @param path from the root of the cluster, encoded, with its query
   * @param body JSON; empty for none
   * @throws ClusterFailure when the cluster could not be reached, or had no room until the deadline
   */
  ClusterAnswer send(String method, String path, byte[] body, Deadline deadline)
      throws ClusterFailure, InterruptedException {
    RetryPauses pauses = new RetryPauses(clock);
    for (int attempt = 1; ; attempt++) {
      Optional<String> retryAfter = Optional.empty();
      String met;
      IOException failed = null;
      try {
        HttpResponse<Optional<byte[]>> response = attempt(method, path, body, deadline);
        ClusterAnswer answer = unpacked(response);
        if (!RetryPauses.mayPass(answer)) {
          return answer;
        }
        retryAfter = response.headers().firstValue("Retry-After");
        met = "answered " + answer.status();
        if (attempt == ATTEMPTS) {
          return answer;
        }
      } catch (SSLException untrusted) {
        throw new ClusterFailure(
            FailureCategory.SOURCE,
            "The cluster at %s has no certificate that is trusted: %s; expected one for that host, of a public authority or of ca_secret"
                .formatted(url.getHost(), untrusted.getMessage()),
            untrusted);
      } catch (IOException unreachable) {
        failed = unreachable;
        met = "could not be reached: " + unreachable;
      }
      Duration pause = pauses.next(retryAfter);
      if ((failed != null && attempt == ATTEMPTS) || !deadline.pause(pause)) {
        throw unanswered(met, attempt, pause, failed);
      }
    }
  }

  private ClusterFailure unanswered(String met, int attempts, Duration pause, IOException cause) {
    String message =
        "The cluster at %s %s, at attempt %d, the next one being due in %d ms; expected an answer before the run's time is up"
            .formatted(url.getHost(), met, attempts, pause.toMillis());
    return cause == null
        ? new ClusterFailure(message)
        : new ClusterFailure(FailureCategory.SOURCE, message, cause);
  }

  private HttpResponse<Optional<byte[]>> attempt(
      String method, String path, byte[] body, Deadline deadline)
      throws IOException, InterruptedException {
    URI target = URI.create(url + path);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    authorization.ifPresent(value -> headers.put("Authorization", value));
    signer.ifPresent(of -> headers.putAll(of.headers(method, target, Map.copyOf(headers), body)));
    headers.put("Accept-Encoding", "gzip");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .method(
                method,
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::setHeader);
    // The client's own time-out ends with the answer's headers; a body may drip for ever.
    Duration time = deadline.atMost(ATTEMPT).remaining();
    CompletableFuture<HttpResponse<Optional<byte[]>>> response =
        http.sendAsync(request.build(), _ -> new BoundedBody(MAXIMUM_ANSWER_BYTES));
    try {
      return response.get(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw new IOException(
          "no complete answer within %d ms".formatted(Math.max(0, time.toMillis())), late);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException cause
          ? cause
          : new IOException("the request failed", failed.getCause());
    } finally {
      response.cancel(true);
    }
  }

  private static ClusterAnswer unpacked(HttpResponse<Optional<byte[]>> response)
      throws IOException {
    boolean packed =
        response.headers().firstValue("Content-Encoding").filter("gzip"::equals).isPresent();
    if (!packed || response.body().isEmpty()) {
      return new ClusterAnswer(response.statusCode(), response.body());
    }
    try (GzipMembers content = new GzipMembers(new ByteArrayInputStream(response.body().get()))) {
      byte[] bytes = content.readNBytes(MAXIMUM_ANSWER_BYTES);
      boolean whole = bytes.length < MAXIMUM_ANSWER_BYTES || content.read() < 0;
      return new ClusterAnswer(
          response.statusCode(), whole ? Optional.of(bytes) : Optional.empty());
    }
  }

  /** Ends the connections, and a request that is under way. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
