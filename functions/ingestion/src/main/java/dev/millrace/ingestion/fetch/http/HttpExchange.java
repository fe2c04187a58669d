package dev.millrace.ingestion.fetch.http;

import dev.millrace.common.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.client.config.CookieSpecs;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.impl.client.CloseableHttpClient;

/**
 * One request and its answer. A timer breaks the connection off when the time is over, whatever it
 * does then: an answer that drips keeps no time-out between bytes from passing. For one thread.
 */
final class HttpExchange {
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);
  private static final int LONGEST_ERROR_BODY = 64 * 1024;
  private static final int FIRST_WITHOUT_ROWS = 300;

  private final HttpCall call;
  private final AttemptCounts counts;
  private final HttpRequestBase request;
  private volatile boolean cutShort;

  HttpExchange(HttpCall call, AttemptCounts counts) {
    this.call = call;
    this.counts = counts;
    this.request = request(call);
  }

  private static HttpRequestBase request(HttpCall call) {
    HttpRequestBase request =
        call.body().isPresent()
            ? post(call.url(), call.body().get())
            : new HttpGet(call.url().uri());
    request.setHeader("Accept-Encoding", "gzip");
    call.headers().forEach(header -> request.addHeader(header.name(), header.value()));
    return request;
  }

  private static HttpPost post(SourceUrl url, byte[] body) {
    HttpPost post = new HttpPost(url.uri());
    post.setEntity(new ByteArrayEntity(body));
    return post;
  }

  /** Whether the time was over before the answer was whole. */
  boolean isCutShort() {
    return cutShort;
  }

  HttpAnswer run(CloseableHttpClient transport, ScheduledExecutorService timer, Deadline end)
      throws IOException {
    long left = Math.max(1, end.remaining().toMillis());
    request.setConfig(configuration(left));
    ScheduledFuture<?> cut =
        timer.schedule(
            () -> {
              cutShort = true;
              request.abort();
            },
            left,
            TimeUnit.MILLISECONDS);
    try {
      return execute(transport, request);
    } catch (IllegalStateException | UnsupportedOperationException broken) {
      // The client's own words for a connection that was taken from it.
      throw new IOException("The exchange was broken off", broken);
    } finally {
      cut.cancel(false);
    }
  }

  private static RequestConfig configuration(long left) {
    return RequestConfig.custom()
        .setConnectTimeout(bounded(LONGEST_CONNECT, left))
        .setConnectionRequestTimeout((int) Math.min(left, Integer.MAX_VALUE))
        .setSocketTimeout(bounded(LONGEST_SILENCE, left))
        .setCookieSpec(CookieSpecs.IGNORE_COOKIES)
        .setRedirectsEnabled(false)
        .setAuthenticationEnabled(false)
        .setContentCompressionEnabled(false)
        .setNormalizeUri(false)
        .build();
  }

  private static int bounded(Duration longest, long left) {
    return (int) Math.min(longest.toMillis(), left);
  }

  private HttpAnswer execute(CloseableHttpClient transport, HttpUriRequest sent)
      throws IOException {
    // Closing an answer that was not read to its end closes its connection too.
    try (CloseableHttpResponse response = transport.execute(sent)) {
      int status = response.getStatusLine().getStatusCode();
      counts.answered(status);
      Map<String, List<String>> headers = new LinkedHashMap<>();
      for (Header header : response.getAllHeaders()) {
        headers
            .computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
            .add(header.getValue() == null ? "" : header.getValue());
      }
      return new HttpAnswer(
          call.url(), status, headers, body(response.getEntity(), status, headers));
    }
  }

  private byte[] body(HttpEntity entity, int status, Map<String, List<String>> headers)
      throws IOException {
    if (entity == null) {
      return new byte[0];
    }
    List<String> encodings = headers.getOrDefault("content-encoding", List.of());
    if (status < FIRST_WITHOUT_ROWS) {
      return whole(entity, encodings, call.limits().maximumBytes());
    }
    try {
      return whole(entity, encodings, LONGEST_ERROR_BODY);
    } catch (IOException unreadable) {
      return new byte[0]; // The status says enough.
    }
  }

  private byte[] whole(HttpEntity entity, List<String> encodings, int maximum) throws IOException {
    if (entity.getContentLength() > maximum) {
      throw new BoundedStream.Exceeded(maximum);
    }
    // Not closed here: that would read a refused answer to its end.
    return AnswerBody.read(entity.getContent(), encodings, maximum, counts::arrived);
  }
}
