package dev.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.modelserver.InferenceQueue.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A shadow's request is read only while few enough of them are under way. */
class ShadowRequestsTest {
  private static final String SHADOW = "model=session-conversion;model_version=1.0.0;role=shadow";

  @Test
  void shadowsThatAreUnderWayLetOthersWaitAndHarmNoAnswer() throws Exception {
    int most = new InferenceQueue(Runtime.getRuntime().availableProcessors()).mostShadows();
    try (RunningServer server = new RunningServer(Map.of())) {
      List<Socket> begun = new ArrayList<>();
      for (int shadow = 0; shadow < most; shadow++) {
        begun.add(begin(server));
      }

      CompletableFuture<HttpResponse<String>> waiting =
          CompletableFuture.supplyAsync(() -> server.ask(SHADOW, RunningServer.ROW));
      assertThat(server.post("text/csv", RunningServer.ROW).statusCode()).isEqualTo(200);
      assertThat(waiting).isNotDone();

      for (Socket socket : begun) {
        write(socket, RunningServer.ROW);
        socket.close();
      }
      assertThat(waiting.get(1, TimeUnit.MINUTES).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aRoleThatThereIsNotIsRefused() {
    try (RunningServer server = new RunningServer(Map.of())) {
      HttpResponse<String> answer = server.ask("role=canary", RunningServer.ROW);

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body())
          .contains("the attribute role is 'canary'; expected answer or shadow");
    }
    assertThat(Role.values()).hasSize(2);
  }

  /** The server asks for the body once it has begun to read the request. */
  private static Socket begin(RunningServer server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.uri("/").getPort());
    write(
        socket,
        "POST /invocations HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n%s: %s\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n"
            .formatted(CustomAttributes.HEADER, SHADOW, RunningServer.ROW.length()));
    assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8))
        .isEqualTo("HTTP/1.1 100");
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }
}
