package dev.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.emulator.Emulator;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmulatorsTest {
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  /** A service that runs from its start until it is closed. */
  private Emulator started(String name) {
    running.add(name);
    return new Emulator() {
      @Override
      public URI endpoint() {
        return URI.create("http://127.0.0.1:1/" + name);
      }

      @Override
      public void close() {
        running.remove(name);
      }
    };
  }

  @Test
  void anInterruptionStopsWhatHasStarted() {
    Thread caller = Thread.currentThread();
    CountDownLatch firstStarted = new CountDownLatch(1);
    Map<String, Callable<Emulator>> starts = new LinkedHashMap<>();
    starts.put(
        "FIRST",
        () -> {
          Emulator first = started("first");
          firstStarted.countDown();
          return first;
        });
    starts.put(
        "SECOND",
        () -> {
          firstStarted.await();
          caller.interrupt();
          new CountDownLatch(1).await();
          return started("second");
        });

    assertThatThrownBy(() -> Emulators.start(starts)).isInstanceOf(InterruptedException.class);

    assertThat(running).isEmpty();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void aFailureStopsWhatHasStarted() {
    Map<String, Callable<Emulator>> starts = new LinkedHashMap<>();
    starts.put("FIRST", () -> started("first"));
    starts.put(
        "SECOND",
        () -> {
          throw new IOException("no port is free");
        });

    assertThatThrownBy(() -> Emulators.start(starts))
        .isInstanceOf(IOException.class)
        .hasMessage("no port is free");
    assertThat(running).isEmpty();
  }

  @Test
  void whatHasStartedAnswersUnderItsNameUntilItIsClosed() throws Exception {
    try (Emulators emulators = Emulators.start(Map.of("FIRST", () -> started("first")))) {
      assertThat(emulators.endpoints())
          .containsExactly(Map.entry("FIRST", URI.create("http://127.0.0.1:1/first")));
      assertThat(running).containsExactly("first");
    }
    assertThat(running).isEmpty();
  }

  /** As a function's process does that is stopped while it calls a service. */
  @Test
  void aRequestThatBreaksOffStopsNoEmulator(@TempDir Path folder) throws Exception {
    List<String> reports = new CopyOnWriteArrayList<>();
    try (Emulators emulators =
        Emulators.start(
            Path.of("").toAbsolutePath(),
            folder.resolve("data"),
            true,
            folder.resolve("logs"),
            reports::add)) {
      for (Map.Entry<String, URI> emulator : emulators.endpoints().entrySet()) {
        for (int attempt = 0; attempt < 3; attempt++) {
          breakOff(emulator.getValue());
          assertThat(status(emulator.getValue())).as(emulator.getKey()).isBetween(200, 599);
        }
      }
    }
    assertThat(reports).isEmpty();
  }

  /** Sends a part of what it announces and resets the connection. */
  private static void breakOff(URI endpoint) throws IOException {
    try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
      socket.setSoLinger(true, 0);
      socket
          .getOutputStream()
          .write(
              "POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: 1000\r\n\r\n{"
                  .formatted(endpoint.getAuthority())
                  .getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
    }
  }

  private static int status(URI endpoint) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(endpoint).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }
}
