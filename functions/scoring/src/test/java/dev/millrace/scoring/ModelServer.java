package dev.millrace.scoring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.common.AwsClients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;

/**
 * A SageMaker endpoint over HTTP whose model predicts a hundredth of the hour of the day. It can be
 * told to answer otherwise to a request that holds certain hours.
 */
final class ModelServer implements AutoCloseable {
  private static final Pattern HOUR = Pattern.compile("\"hour_of_day\":(\\d+)");

  private final HttpServer server;
  private final SageMakerRuntimeClient client;
  private final List<List<Integer>> calls = new CopyOnWriteArrayList<>();
  private volatile Set<Integer> hours = Set.of();
  private volatile int containerStatus;
  private volatile String answer;
  private volatile String refusal = "feature hour_of_day is too late";

  ModelServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/endpoints/demo/invocations", this::answer);
    server.start();
    client =
        new AwsClients(2)
            .build(
                SageMakerRuntimeClient.builder()
                    .endpointOverride(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                    .region(Region.EU_CENTRAL_1)
                    .credentialsProvider(
                        StaticCredentialsProvider.create(
                            AwsBasicCredentials.create("test", "test"))),
                Duration.ofSeconds(10));
  }

  ModelEndpoint endpoint() {
    return new ModelEndpoint(client, "demo");
  }

  /** The hours of each call's instances. */
  List<List<Integer>> calls() {
    return List.copyOf(calls);
  }

  /** The container answers with this status to a request that holds one of the hours. */
  void failAt(int status, Integer... of) {
    hours = Set.of(of);
    containerStatus = status;
  }

  /**
   * What the container says with that status; %d stands for the first instance that it is about.
   */
  void failWith(String message) {
    refusal = message;
  }

  /** The container answers 200 with this. */
  void answerAlways(String body) {
    answer = body;
  }

  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      List<Integer> asked = new ArrayList<>();
      for (Matcher hour = HOUR.matcher(request); hour.find(); ) {
        asked.add(Integer.valueOf(hour.group(1)));
      }
      calls.add(asked);
      if (asked.stream().anyMatch(hours::contains)) {
        exchange.getResponseHeaders().set("X-Amzn-ErrorType", "ModelError");
        int instance = 0;
        while (!hours.contains(asked.get(instance))) {
          instance++;
        }
        send(
            exchange,
            424,
            """
            {"Message": "Received %1$d from primary", "OriginalStatusCode": %1$d,
             "OriginalMessage": "%2$s", "LogStreamArn": "none"}
            """
                .formatted(containerStatus, refusal.formatted(instance).replace("\"", "\\\"")));
      } else if (answer != null) {
        send(exchange, 200, answer);
      } else {
        send(
            exchange,
            200,
            "{\"model\": \"demo\", \"model_version\": \"1.0.0\", \"predictions\": [%s]}"
                .formatted(
                    asked.stream()
                        .map(hour -> Double.toString(hour / 100.0))
                        .collect(Collectors.joining(","))));
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    client.close();
    stop();
  }
}
