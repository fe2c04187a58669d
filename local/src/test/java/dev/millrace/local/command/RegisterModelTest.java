package dev.millrace.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.local.rollout.VersionRegistration;
import dev.millrace.local.support.StackApi;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command asks of the API and of S3, in which order. */
class RegisterModelTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private record Canned(int status, String body) {}

  private final Queue<Canned> answers = new ConcurrentLinkedQueue<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    answers.add(
        new Canned(
            201,
            """
            {"upload_url": "%s/staged?signed", "upload_headers": {"x-amz-checksum-sha256": "abc"}}\
            """
                .formatted(url())));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var headers = exchange.getRequestHeaders();
      requests.add(
          "%s %s %s %s"
              .formatted(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI(),
                  headers.getOrDefault("x-amz-checksum-sha256", headers.get("Authorization")),
                  sent));
      Canned next = answers.remove();
      byte[] body = next.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(next.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private JsonNode register() throws Exception {
    Path file = Files.writeString(folder.resolve("a.onnx"), "model");
    try (StackApi api = new StackApi(URI.create(url()), "token")) {
      return new VersionRegistration(api, Duration.ZERO)
          .register("iris", "1.0.0", JSON.readTree("{}"), file, Duration.ofMinutes(1));
    }
  }

  @Test
  void aVersionIsPostedUploadedAndCompleted() throws Exception {
    answers.add(new Canned(200, ""));
    answers.add(new Canned(202, "{\"status\": \"validating\"}"));
    answers.add(new Canned(200, "{\"status\": \"validating\"}"));
    answers.add(new Canned(200, "{\"status\": \"validated\", \"bytes\": 5}"));

    assertThat(register().path("bytes").asInt()).isEqualTo(5);
    assertThat(requests)
        .containsExactly(
            "POST /models/iris/versions [Bearer token] {}",
            "PUT /staged?signed [abc] model",
            "POST /models/iris/versions/1.0.0/complete [Bearer token] ",
            "GET /models/iris/versions/1.0.0 [Bearer token] ",
            "GET /models/iris/versions/1.0.0 [Bearer token] ");
  }

  @Test
  void aRejectedVersionIsToldWithItsReason() {
    answers.add(new Canned(200, ""));
    answers.add(new Canned(422, "{\"detail\": \"model.onnx is no ONNX model, or is cut off\"}"));

    assertThatExceptionOfType(StackException.class)
        .isThrownBy(this::register)
        .withMessage("model.onnx is no ONNX model, or is cut off");
  }

  @Test
  void anUploadThatS3RefusesEndsTheCommand() {
    answers.add(new Canned(403, "<Code>BadDigest</Code>"));

    assertThatExceptionOfType(StackException.class)
        .isThrownBy(this::register)
        .withMessageEndingWith("was refused: 403 <Code>BadDigest</Code>");
  }
}
