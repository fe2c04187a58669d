package dev.millrace.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.local.support.LocalCredentials;
import dev.millrace.local.support.StackException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;

class LoadLookupTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FILE = Path.of("stores.csv");

  private final Queue<String> answers = new ConcurrentLinkedQueue<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private boolean failing;
  private HttpServer server;
  private LambdaClient lambda;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/2015-03-31/functions/LoadLookup/invocations", this::answer);
    server.start();
    lambda =
        LambdaClient.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
            .region(Region.EU_WEST_1)
            .credentialsProvider(LocalCredentials.create())
            .build();
  }

  @AfterEach
  void stop() {
    lambda.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      events.add(JSON.readTree(exchange.getRequestBody()));
      byte[] answer = answers.remove().getBytes(StandardCharsets.UTF_8);
      if (failing) {
        exchange.getResponseHeaders().set("X-Amz-Function-Error", "Unhandled");
      }
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  /** What it prints. */
  private String load() throws IOException {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      LoadLookup.load(lambda, "LoadLookup", JSON.createObjectNode().put("table", "stores"), FILE);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static String part(int history, int newer, int next, boolean complete) {
    return """
        {"table": "stores", "valid_from": "2025-01-01T00:00:00.000Z", "rows": 3000, "columns": {"city": "text", "size": "number"},
         "notes": ["Column city is text"], "history_rows": %d, "newer_rows": %d, "next": %d, "complete": %s}
        """
        .formatted(history, newer, next, complete);
  }

  @Test
  void eachInvocationGoesOnWhereTheOneBeforeGot() throws Exception {
    answers.add(part(3000, 1, 1000, false));
    answers.add(part(0, 0, 2000, false));
    answers.add(part(0, 2, 3000, true));

    String printed = load();

    assertThat(printed)
        .isEqualToNormalizingNewlines(
            """
            Column city is text
            Loaded 3000 rows into stores, valid from 2025-01-01T00:00:00.000Z: 3000 new in its history, 3 of which newer rows are served.
            Attributes: city (text), size (number)
            """);
    assertThat(events)
        .extracting(event -> event.path("after").asText("0"))
        .containsExactly("0", "1000", "2000");
    assertThat(events.subList(1, 3))
        .allSatisfy(
            event ->
                assertThat(event.path("valid_from").asText())
                    .isEqualTo("2025-01-01T00:00:00.000Z"));
  }

  @Test
  void aLoadThatComesNoFurtherIsAnErrorThatSaysWhy() {
    answers.add(part(3000, 0, 1000, false));
    answers.add(
        part(0, 0, 1000, false)
            .replace("\"complete\"", "\"stopped\": \"no capacity\", \"complete\""));

    assertThatExceptionOfType(StackException.class)
        .isThrownBy(this::load)
        .withMessage("The function came no further than row 1000: no capacity");
  }

  @Test
  void whatIsWrongWithTheFileIsTold() {
    failing = true;
    answers.add("{\"errorMessage\": \"Line 3 has 1 columns; expected 2\"}");

    assertThatExceptionOfType(StackException.class)
        .isThrownBy(this::load)
        .withMessage("stores.csv was not loaded:%nLine 3 has 1 columns; expected 2".formatted());
  }
}
