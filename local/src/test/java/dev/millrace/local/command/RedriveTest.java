package dev.millrace.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.local.support.StackException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedriveTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Queue<String> answers = new ConcurrentLinkedQueue<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private HttpServer lambda;

  @BeforeEach
  void start() throws IOException {
    lambda = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    lambda.createContext("/2015-03-31/functions/Redrive/invocations", this::answer);
    lambda.start();
  }

  @AfterEach
  void stop() {
    lambda.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      events.add(JSON.readTree(exchange.getRequestBody()));
      byte[] answer = answers.remove().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private int redrive(String... arguments) throws Exception {
    String endpoint = "http://127.0.0.1:" + lambda.getAddress().getPort();
    return Redrive.run(
        Arguments.parse(arguments, Set.of("--since", "--reason"), Set.of()),
        new RunningStack(Map.of("AWS_ENDPOINT_URL_LAMBDA", endpoint)));
  }

  @Test
  void eachInvocationGoesOnWhereTheOneBeforeGot() throws Exception {
    answers.add("{\"sent\": 0, \"complete\": false, \"next\": \"sessions/a\"}");
    answers.add("{\"sent\": 3, \"complete\": false, \"next\": \"sessions/b\"}");
    answers.add("{\"sent\": 2, \"complete\": false, \"next\": \"sessions/b\"}");
    answers.add("{\"sent\": 1, \"complete\": true}");

    assertThat(redrive("quarantine", "--reason", "id_missing")).isZero();
    assertThat(events)
        .extracting(event -> event.path("after").asText("from the beginning"))
        .containsExactly("from the beginning", "sessions/a", "sessions/b", "sessions/b");
    assertThat(events)
        .allSatisfy(event -> assertThat(event.path("reason").asText()).isEqualTo("id_missing"));
  }

  @Test
  void aRedriveThatComesNoFurtherIsAnError() {
    answers.add("{\"sent\": 1, \"complete\": false, \"next\": \"sessions/a\"}");
    answers.add("{\"sent\": 0, \"complete\": false, \"next\": \"sessions/a\"}");

    assertThatExceptionOfType(StackException.class)
        .isThrownBy(() -> redrive("quarantine"))
        .withMessageContaining("came no further");
  }

  @Test
  void whatWasPassedOverAndWhyARunStoppedIsTold() throws Exception {
    answers.add(
        "{\"sent\": 1, \"complete\": false, \"next\": \"sessions/b\", \"stopped\": \"no list\","
            + " \"unreadable_objects\": [{\"key\": \"sessions/a\", \"why\": \"S3 answered 403\"}]}");
    answers.add("{\"sent\": 0, \"complete\": true}");
    PrintStream before = System.err;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
    try {
      redrive("quarantine");
    } finally {
      System.setErr(before);
    }

    assertThat(told.toString(StandardCharsets.UTF_8))
        .contains("Not redriven as a whole: sessions/a: S3 answered 403")
        .contains("It stopped: no list");
  }

  @Test
  void whatCannotBeAskedIsRefusedBeforeAStackIsNeeded() {
    refused("Expected 'quarantine' or 'failures'", "everything");
    refused("--since is 'yesterday'; expected", "failures", "--since", "yesterday");
    refused("--reason is for quarantine", "failures", "--reason", "id_missing");
  }

  private static void refused(String message, String... arguments) {
    Arguments parsed = Arguments.parse(arguments, Set.of("--since", "--reason"), Set.of());
    assertThatExceptionOfType(StackException.class)
        .isThrownBy(() -> Redrive.run(parsed, new RunningStack(Map.of())))
        .withMessageContaining(message);
  }
}
