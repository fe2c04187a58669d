package dev.millrace.benchmarks;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The model server over HTTP, beside ONNX Runtime alone on the same rows in the same minutes. */
public final class ModelServerBenchmark {
  private static final int BATCH = 500;
  private static final int ROUNDS = 45;
  private static final int WARM_UP_ROUNDS = 15;
  private static final int BATCHES_A_ROUND = 20;
  private static final int REQUESTS_A_ROUND = 500;
  private static final int CONNECTIONS = 4;
  private static final long SEED = 20261130;
  private static final double TARGET = 1.5;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What is measured: a model, rows for it, and how the bare loop feeds it. */
  private record Case(
      String name, Path model, boolean isMatrix, String output, List<JsonNode> instances) {}

  private ModelServerBenchmark() {}

  /** Takes no arguments; runs in the project's root. */
  public static void main(String[] arguments) {
    Program.run(
        () -> {
          CpuTimes before = CpuTimes.now();
          measure(
              new Case(
                  "session-conversion 1.0.0: boosted trees, 6 numbers in a matrix",
                  Path.of("model-server/models/session-conversion/1.0.0"),
                  true,
                  "probability",
                  sessions(BATCH)));
          measure(
              new Case(
                  "sklearn-boosting: boosted trees, 2 numbers and 2 texts by name",
                  Path.of("functions/inference/src/test/resources/exported/sklearn-boosting"),
                  false,
                  "probability",
                  visits(BATCH)));
          measure(
              new Case(
                  "sklearn-binary: one-hot and logistic regression, 2 numbers and 2 texts by name",
                  Path.of("functions/inference/src/test/resources/exported/sklearn-binary"),
                  false,
                  "probabilities",
                  visits(BATCH)));
          System.out.println(CpuTimes.now().since(before));
        });
  }

  private static List<JsonNode> sessions(int count) {
    var random = new Random(SEED);
    List<JsonNode> instances = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ObjectNode instance = JSON.createObjectNode();
      instance.put("day_of_year", 1 + random.nextInt(365));
      instance.put("day_of_week", 1 + random.nextInt(7));
      instance.put("hour_of_day", random.nextInt(24));
      instance.put("zip_known", random.nextInt(2));
      instance.put("median_income", 30_000 + random.nextInt(100_000));
      instance.put("population_density", Math.round(random.nextDouble() * 100_000) / 10.0);
      instances.add(instance);
    }
    return instances;
  }

  private static List<JsonNode> visits(int count) {
    var random = new Random(SEED);
    List<String> browsers = List.of("chrome", "firefox", "safari", "Brötchen", "lynx");
    List<JsonNode> instances = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ObjectNode instance = JSON.createObjectNode();
      instance.put("visits", random.nextInt(20));
      instance.put("minutes", Math.round(random.nextDouble() * 1_000) / 100.0);
      instance.put("browser", browsers.get(random.nextInt(browsers.size())));
      instance.put("country", random.nextBoolean() ? "DE" : "AT");
      instances.add(instance);
    }
    return instances;
  }

  private static void measure(Case measured) throws IOException, InterruptedException {
    Path file = measured.model().resolve("model.onnx");
    List<JsonNode> one = measured.instances().subList(0, 1);
    try (var server = new ServedModel(measured.model());
        var connection = server.connect();
        var bare =
            new BareInference(file, measured.instances(), measured.isMatrix(), measured.output());
        var bareRow = new BareInference(file, one, measured.isMatrix(), measured.output())) {
      byte[] batch = ServedModel.Connection.request(body(measured.instances()));
      byte[] row = ServedModel.Connection.request(body(one));
      requireSame(bare.predict(), connection.send(batch));
      System.out.println(measured.name());
      batches(bare, connection, batch);
      rows(bareRow, connection, row);
      throughput(server, row);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime alone failed: " + e.getMessage(), e);
    }
  }

  private static String body(List<JsonNode> instances) throws IOException {
    ObjectNode body = JSON.createObjectNode();
    body.putArray("instances").addAll(instances);
    return JSON.writeValueAsString(body);
  }

  private static void requireSame(float[] expected, String answer) throws IOException {
    JsonNode predictions = JSON.readTree(answer).get("predictions");
    for (int row = 0; row < expected.length; row++) {
      if (predictions.size() != expected.length
          || predictions.get(row).floatValue() != expected[row]) {
        throw new IllegalStateException(
            "row %d held %s, expected %s".formatted(row, predictions.get(row), expected[row]));
      }
    }
  }

  private static void batches(BareInference bare, ServedModel.Connection connection, byte[] request)
      throws OrtException, IOException {
    List<Double> alone = new ArrayList<>();
    List<Double> served = new ArrayList<>();
    for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < BATCHES_A_ROUND; i++) {
        bare.predict();
      }
      long middle = System.nanoTime();
      for (int i = 0; i < BATCHES_A_ROUND; i++) {
        connection.send(request);
      }
      long end = System.nanoTime();
      if (round >= 0) {
        alone.add((middle - start) / 1e6 / BATCHES_A_ROUND);
        served.add((end - middle) / 1e6 / BATCHES_A_ROUND);
      }
    }
    double ratio = Percentiles.of(served).at(50) / Percentiles.of(alone).at(50);
    System.out.printf(
        "  %d rows a request: %s ms, ONNX Runtime alone %s ms (median of %d rounds, least and most): %.2f times, target %.1f: %s%n",
        BATCH,
        spread(served),
        spread(alone),
        ROUNDS,
        ratio,
        TARGET,
        ratio <= TARGET ? "met" : "MISSED");
  }

  private static String spread(List<Double> values) {
    Percentiles all = Percentiles.of(values);
    return "%.3f (%.3f - %.3f)".formatted(all.at(50), all.sorted()[0], all.worst());
  }

  private static void rows(BareInference bare, ServedModel.Connection connection, byte[] request)
      throws OrtException, IOException {
    List<Double> alone = new ArrayList<>();
    List<Double> served = new ArrayList<>();
    for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      for (int i = 0; i < REQUESTS_A_ROUND; i++) {
        long start = System.nanoTime();
        bare.predict();
        long middle = System.nanoTime();
        connection.send(request);
        long end = System.nanoTime();
        if (round >= 0) {
          alone.add((middle - start) / 1e3);
          served.add((end - middle) / 1e3);
        }
      }
    }
    Percentiles requests = Percentiles.of(served);
    Percentiles runs = Percentiles.of(alone);
    System.out.printf(
        "  one row a request, one connection: p50 %.0f, p99 %.0f us; ONNX Runtime alone p50 %.0f, p99 %.0f us%n",
        requests.at(50), requests.at(99), runs.at(50), runs.at(99));
  }

  private static void throughput(ServedModel server, byte[] request)
      throws IOException, InterruptedException {
    List<Double> micros = new ArrayList<>();
    int each = REQUESTS_A_ROUND * ROUNDS / CONNECTIONS;
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Future<List<Double>>> all = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        all.add(threads.submit(() -> times(server, request, each)));
      }
      for (Future<List<Double>> times : all) {
        micros.addAll(times.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a connection failed: " + e.getMessage(), e);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Percentiles requests = Percentiles.of(micros);
    System.out.printf(
        "  one row a request, %d connections: %,.0f requests/s, p50 %.0f, p99 %.0f us%n",
        CONNECTIONS, requests.count() / seconds, requests.at(50), requests.at(99));
  }

  private static List<Double> times(ServedModel server, byte[] request, int count)
      throws IOException {
    List<Double> micros = new ArrayList<>(count);
    try (var connection = server.connect()) {
      for (int i = 0; i < count; i++) {
        long start = System.nanoTime();
        connection.send(request);
        micros.add((System.nanoTime() - start) / 1e3);
      }
    }
    return micros;
  }
}
