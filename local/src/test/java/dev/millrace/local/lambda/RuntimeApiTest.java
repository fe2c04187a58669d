package dev.millrace.local.lambda;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeApiTest {
  private final List<String> finished = new CopyOnWriteArrayList<>();

  private final RuntimeApi.Owner owner =
      new RuntimeApi.Owner() {
        @Override
        public RuntimeApi.Next next() throws InterruptedException {
          throw new InterruptedException("no event here");
        }

        @Override
        public void finished(String requestId, InvocationResult result) {
          finish(result);
        }

        @Override
        public void initializationFailed(InvocationResult.FunctionError error) {
          finish(error);
        }
      };

  private RuntimeApi api;
  private Socket function;

  @BeforeEach
  void connect() throws IOException {
    api = new RuntimeApi(owner);
    int port = URI.create("http://" + api.hostAndPort()).getPort();
    function = new Socket(InetAddress.getLoopbackAddress(), port);
  }

  @AfterEach
  void disconnect() throws IOException {
    function.close();
    api.close();
  }

  /** What was sent over loopback before this call has arrived: it would be available. */
  private void finish(InvocationResult result) {
    try {
      boolean answered = function.getInputStream().available() > 0;
      finished.add(result.payload().asUtf8String() + (answered ? ", answered before" : ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Else a function could take its next event before its last one is finished. */
  @ParameterizedTest
  @ValueSource(strings = {"invocation/1/response", "invocation/1/error", "init/error"})
  void aFunctionIsAnsweredOnceItsResultIsKnown(String call) throws Exception {
    assertThat(answerTo(call)).startsWith("HTTP/1.1 202 ");
    assertThat(finished).containsExactly("done");
  }

  @Test
  void anUnknownCallIsNotFound() throws Exception {
    assertThat(answerTo("invocation/1")).startsWith("HTTP/1.1 404 ");
    assertThat(finished).isEmpty();
  }

  private String answerTo(String call) throws IOException {
    String request =
        "POST /2018-06-01/runtime/%s HTTP/1.1\r\nHost: runtime\r\nContent-Length: 4\r\nConnection: close\r\n\r\ndone"
            .formatted(call);
    function.getOutputStream().write(request.getBytes(US_ASCII));
    return new String(function.getInputStream().readAllBytes(), US_ASCII);
  }
}
