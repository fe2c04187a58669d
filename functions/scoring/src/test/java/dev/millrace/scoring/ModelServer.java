package dev.millrace.scoring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.common.AwsClients;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;

/**
 * A SageMaker endpoint over HTTP whose model predicts a hundredth of the hour of the day, or of a
 * feature {@code number}. It can be told to answer otherwise to a request that holds certain ones.
 */
final class ModelServer implements AutoCloseable {
  private static final Pattern HOUR = Pattern.compile("\"(?:hour_of_day|number)\":(\\d+)");

  private final HttpServer server;
  private final SageMakerRuntimeClient client;
  private final List<List<Integer>> calls = new CopyOnWriteArrayList<>();
  private final List<String> customAttributes = new CopyOnWriteArrayList<>();
  private final AtomicInteger healthyCalls = new AtomicInteger(Integer.MAX_VALUE);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<Integer, String> predictions = new ConcurrentHashMap<>();
  private final Deque<Integer> firstStatuses = new ConcurrentLinkedDeque<>();
  private volatile String firstMessage = "";
  private volatile Set<Integer> hours = Set.of();
  private volatile String answerToHours;
  private volatile boolean hanging;
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
    return endpoint(List.of("hour_of_day"));
  }

  /** The endpoint for a function that computes these features; it waits a millisecond at first. */
  ModelEndpoint endpoint(List<String> featureNames) {
    return new ModelEndpoint(
        new ModelInvocation(client, "demo", featureNames),
        new ScoringMetrics(
            new FunctionMetrics(new Settings(Map.of("POWERTOOLS_SERVICE_NAME", "scoring")))),
        Duration.ofMillis(1));
  }

  /** The hours of each call's instances. */
  List<List<Integer>> calls() {
    return List.copyOf(calls);
  }

  /** What each call told the container in SageMaker's header for custom attributes. */
  List<String> customAttributes() {
    return List.copyOf(customAttributes);
  }

  /** After so many calls the container answers 500 to everything. */
  void breakAfter(int calls) {
    healthyCalls.set(calls);
  }

  /** The next calls are answered with this status, as many as said, and then one each of others. */
  void failFirst(int times, int status, String message, Integer... others) {
    firstMessage = message;
    firstStatuses.addAll(Collections.nCopies(times, status));
    firstStatuses.addAll(List.of(others));
  }

  /** The prediction for this hour is written so. */
  void predict(int hour, String json) {
    predictions.put(hour, json);
  }

  /** The container answers 200 with this to a request that holds one of the hours. */
  void answerAt(String body, Integer... of) {
    hours = Set.of(of);
    answerToHours = body;
  }

  /** No call is answered. */
  void hang() {
    hanging = true;
  }

  /** What the container was told to do otherwise is forgotten. */
  void heal() {
    hours = Set.of();
    predictions.clear();
    healthyCalls.set(Integer.MAX_VALUE);
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
      customAttributes.add(
          exchange.getRequestHeaders().getFirst("X-Amzn-SageMaker-Custom-Attributes"));
      Integer first = firstStatuses.poll();
      if (hanging) {
        closed.await();
      } else if (first != null) {
        sendModelError(exchange, first, firstMessage);
      } else if (healthyCalls.getAndDecrement() <= 0) {
        sendModelError(exchange, 500, "broken");
      } else if (answerToHours != null && asked.stream().anyMatch(hours::contains)) {
        send(exchange, 200, answerToHours);
      } else if (asked.stream().anyMatch(hours::contains)) {
        int instance = 0;
        while (!hours.contains(asked.get(instance))) {
          instance++;
        }
        sendModelError(exchange, containerStatus, refusal.formatted(instance));
      } else if (answer != null) {
        send(exchange, 200, answer);
      } else {
        send(
            exchange,
            200,
            "{\"model\": \"demo\", \"model_version\": \"1.0.0\", \"predictions\": [%s]}"
                .formatted(
                    asked.stream()
                        .map(hour -> predictions.getOrDefault(hour, Double.toString(hour / 100.0)))
                        .collect(Collectors.joining(","))));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void sendModelError(HttpExchange exchange, int status, String message)
      throws IOException {
    exchange.getResponseHeaders().set("X-Amzn-ErrorType", "ModelError");
    send(
        exchange,
        424,
        """
        {"Message": "Received %1$d from primary", "OriginalStatusCode": %1$d,
         "OriginalMessage": "%2$s", "LogStreamArn": "none"}
        """
            .formatted(status, message.replace("\"", "\\\"")));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closed.countDown();
    client.close();
    stop();
  }
}
