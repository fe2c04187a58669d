package dev.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sends documents to {@code POST /predictions}, one a request, at times fixed beforehand, and
 * measures from the time due to the answer.
 */
final class RequestPath {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final URI url;
  private final String token;

  RequestPath(URI api, String token) {
    this.url = URI.create(api + "/predictions");
    this.token = token;
  }

  /**
   * Milliseconds from the time due to the answer, in the order of the documents. The first document
   * is sent before, so that the function is there.
   *
   * @throws IllegalStateException unless each is predicted
   */
  List<Double> measure(List<byte[]> documents, int perSecond)
      throws IOException, InterruptedException {
    List<Future<Double>> answers = new ArrayList<>();
    List<Double> millis = new ArrayList<>();
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      requirePrediction(client, documents.getFirst());
      long start = System.nanoTime();
      for (byte[] document : documents) {
        long due = start + answers.size() * 1_000_000_000L / perSecond;
        Duration left = Duration.ofNanos(due - System.nanoTime());
        if (left.isPositive()) {
          Thread.sleep(left);
        }
        answers.add(
            threads.submit(
                () -> {
                  requirePrediction(client, document);
                  return (System.nanoTime() - due) / 1e6;
                }));
      }
      for (Future<Double> answer : answers) {
        millis.add(answer.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("A request failed", e.getCause());
    }
    return millis;
  }

  private void requirePrediction(HttpClient client, byte[] document)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(url)
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(document))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode answer = JSON.readTree(response.body());
    if (response.statusCode() != 200 || !answer.path("status").asText().equals("predicted")) {
      throw new IllegalStateException(
          "A document was answered %d: %s".formatted(response.statusCode(), response.body()));
    }
  }
}
