package dev.millrace.ingestion.fetch.http;

import static dev.millrace.ingestion.fetch.server.ScriptedServer.answer;
import static dev.millrace.ingestion.fetch.server.ScriptedServer.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.fetch.RetryableFetch;
import dev.millrace.ingestion.fetch.server.ScriptedServer;
import dev.millrace.runs.failure.FailureCategory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AnswerFaultsTest {
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final int MEBIBYTE = 1024 * 1024;

  private final GuardedClientFixture client = new GuardedClientFixture();

  @AfterEach
  void close() throws IOException {
    client.close();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void anAnswerIsGivenAsItCame() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer((request, out) -> answer(out, 200, "[1]", "X-Total-Count: 1"))) {
      HttpAnswer got = client.get(server.url("/a%2Fb?q=%20x"));

      assertThat(got.body()).asString().isEqualTo("[1]");
      assertThat(got.header("X-Total-Count")).contains("1");
      assertThat(server.requests().getFirst().target()).isEqualTo("/a%2Fb?q=%20x");
      assertThat(client.attempts())
          .singleElement()
          .satisfies(
              attempt -> {
                assertThat(attempt.bytes()).isEqualTo(3);
                assertThat(attempt.status()).isEqualTo(200);
                assertThat(attempt.complete()).isTrue();
                assertThat(attempt.host()).isEqualTo("localhost");
              });
    }
  }

  @Test
  void gzipIsUnpacked() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (request, out) -> answer(out, 200, gzip(bytes("[1]")), "Content-Encoding: gzip"))) {
      assertThat(client.get(server.url("/")).body()).asString().isEqualTo("[1]");
      assertThat(server.requests().getFirst().headers()).containsEntry("accept-encoding", "gzip");
    }
  }

  @Test
  void gzipWithoutItsLabelIsUnpackedToo() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer((request, out) -> answer(out, 200, gzip(bytes("[1]"))))) {
      assertThat(client.get(server.url("/")).body()).asString().isEqualTo("[1]");
    }
  }

  @Test
  void whatIsWronglyLabelledGzipIsTakenAsItIs() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer((request, out) -> answer(out, 200, "[1]", "Content-Encoding: gzip"))) {
      assertThat(client.get(server.url("/")).body()).asString().isEqualTo("[1]");
    }
  }

  @Test
  void gzipThatIsCutMayComeWholeAnotherTime() throws Exception {
    byte[] whole = gzip(bytes("[1, 2, 3]"));
    try (ScriptedServer server =
        new ScriptedServer(
            (request, out) -> answer(out, 200, Arrays.copyOf(whole, whole.length - 6)))) {
      assertThat(client.retryable(server.url("/"))).hasMessageContaining("cannot be unpacked");
    }
  }

  @Test
  void anotherEncodingIsTheSourcesFault() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer((request, out) -> answer(out, 200, "?", "Content-Encoding: br"))) {
      assertThat(client.permanent(server.url("/")).message()).contains("expected gzip");
    }
  }

  @Test
  void aFewBytesThatUnpackToManyAreGivenUpAtTheLimit() throws Exception {
    byte[] bomb = gzip(new byte[8 * MEBIBYTE]);
    assertThat(bomb.length).isLessThan(GuardedClientFixture.MAXIMUM_BYTES);
    try (ScriptedServer server =
        new ScriptedServer((request, out) -> answer(out, 200, bomb, "Content-Encoding: gzip"))) {
      assertThat(client.permanent(server.url("/")).category()).isEqualTo(FailureCategory.LIMIT);
    }
  }

  @Test
  void anAnswerThatSaysThatItIsTooLongIsNotRead() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (request, out) ->
                write(out, "HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n"))) {
      var error = client.permanent(server.url("/"));

      assertThat(error.category()).isEqualTo(FailureCategory.LIMIT);
      assertThat(error.field()).isEqualTo("/sources/0/maximum_bytes");
      assertThat(client.attempts().getFirst().bytes()).isZero();
    }
  }

  @Test
  void tenGigabytesInChunksAreGivenUpAtTheLimit() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (ScriptedServer server =
        new ScriptedServer(
            (request, out) -> {
              write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              byte[] chunk = new byte[MEBIBYTE];
              for (int i = 0; i < 10 * 1024; i++) {
                write(out, "100000\r\n");
                out.write(chunk);
                write(out, "\r\n");
                sent.addAndGet(MEBIBYTE);
              }
            })) {
      assertThat(client.permanent(server.url("/")).category()).isEqualTo(FailureCategory.LIMIT);
      assertThat(sent.get()).isLessThan(100L * MEBIBYTE);
    }
  }

  @Test
  void anAnswerThatDripsIsGivenUpInTime() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (request, out) -> {
              write(out, "HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n");
              drip(out);
            })) {
      assertThat(client.retryable(client.call(server.url("/"), SHORT)))
          .hasMessageContaining("timeout_seconds");
      assertThat(client.attempts().getFirst().complete()).isFalse();
    }
  }

  @Test
  void soAreHeadersThatDrip() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (request, out) -> {
              write(out, "HTTP/1.1 200 OK\r\nX-Slow: ");
              drip(out);
            })) {
      assertThat(client.retryable(client.call(server.url("/"), SHORT)))
          .hasMessageContaining("timeout_seconds");
    }
  }

  private static void drip(OutputStream out) throws IOException, InterruptedException {
    for (int i = 0; i < 10_000; i++) {
      write(out, "x");
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Test
  void aServerThatSaysNothingIsGivenUpInTime() throws Exception {
    try (ScriptedServer server = new ScriptedServer((request, out) -> TimeUnit.MINUTES.sleep(1))) {
      client.retryable(client.call(server.url("/"), SHORT));
    }
  }

  @Test
  void aBodyThatIsShorterThanItSaysMayComeWholeAnotherTime() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (request, out) -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1,"))) {
      assertThat(client.retryable(server.url("/"))).hasMessageContaining("broke");
    }
  }

  @Test
  void soMayABodyThatEndsInAChunk() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (request, out) ->
                write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n[1,"))) {
      assertThat(client.retryable(server.url("/"))).hasMessageContaining("broke");
    }
  }

  @Test
  void soMayAnAnswerThatIsNone() throws Exception {
    try (ScriptedServer server = new ScriptedServer((request, out) -> {})) {
      assertThat(client.retryable(server.url("/"))).hasMessageContaining("broke");
    }
  }

  @Test
  void aServerThatIsNotThereMayComeBack() throws Exception {
    String url;
    try (ScriptedServer server = new ScriptedServer((request, out) -> {})) {
      url = server.url("/");
    }
    assertThat(client.retryable(url)).hasMessageContaining("takes no connection");
    assertThat(client.attempts().getFirst().status()).isZero();
  }

  @Test
  void headersWithoutEndAreGivenUp() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (request, out) -> {
              write(out, "HTTP/1.1 200 OK\r\n");
              for (int i = 0; i < 100_000; i++) {
                write(out, "X-%d: x\r\n".formatted(i));
              }
            })) {
      assertThat(client.permanent(server.url("/")).category()).isEqualTo(FailureCategory.LIMIT);
    }
  }

  @Test
  void anErrorKeepsItsStatusThoughItsBodyIsEndless() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (request, out) ->
                write(out, "HTTP/1.1 503 No\r\nContent-Length: 10737418240\r\n\r\nx"))) {
      HttpAnswer answered = client.get(server.url("/"));

      assertThat(answered.status()).isEqualTo(503);
      assertThat(answered.body()).isEmpty();
    }
  }

  @Test
  void theInvocationsOwnEndBoundsAnAttemptToo() throws Exception {
    try (ScriptedServer server = new ScriptedServer((request, out) -> TimeUnit.MINUTES.sleep(1))) {
      HttpCall call = client.call(server.url("/"));
      RetryableFetch failed = client.retryableBy(call, SHORT);

      assertThat(failed).hasMessageContaining("in time");
    }
  }
}
