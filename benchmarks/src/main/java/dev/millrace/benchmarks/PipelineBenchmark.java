package dev.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * From a document's arrival on the stream to its stored prediction, on the whole local stack;
 * beside it the bare remote calls of the same batches, and the way of a request.
 */
public final class PipelineBenchmark {
  private static final int RATE = 100;
  private static final int SECONDS = 40;
  private static final int WARM_UP_SECONDS = 10;
  private static final int PAGES = 3;
  private static final int RUNS = 3;
  private static final double MOST_STEAL = 10;
  private static final double TARGET_MILLIS = 100;
  private static final int REQUESTS_PER_SECOND = 25;
  private static final int REQUEST_SECONDS = 20;

  private PipelineBenchmark() {}

  /** Takes no arguments; runs in the project's root. */
  public static void main(String[] arguments) {
    Program.run(PipelineBenchmark::run);
  }

  private static void run() throws IOException, InterruptedException {
    for (int run = 1; ; run++) {
      CpuTimes.Shares cpu = measure(run);
      if (cpu.steal() <= MOST_STEAL) {
        return;
      }
      System.out.printf(
          "Other guests of the host took %.1f %% of the CPU, more than %.0f %%: %s%n",
          cpu.steal(), MOST_STEAL, run < RUNS ? "once more" : "given up, the figures do not count");
      if (run == RUNS) {
        return;
      }
    }
  }

  private static CpuTimes.Shares measure(int run) throws IOException, InterruptedException {
    List<byte[]> generated =
        SessionDocuments.generate(
            run, RATE * SECONDS + REQUESTS_PER_SECOND * REQUEST_SECONDS, PAGES);
    List<byte[]> documents = generated.subList(0, RATE * SECONDS);
    List<byte[]> requests = generated.subList(RATE * SECONDS, generated.size());
    try (FreshStack stack = FreshStack.start(generated.size())) {
      System.err.printf("Sending %d documents/s for %d s%n", RATE, SECONDS);
      CpuTimes start = CpuTimes.now();
      List<OpenLoop.Sent> sent =
          new OpenLoop(new StreamPuts(stack.local().clients().kinesis(), stack.mapping().stream()))
              .send(documents, RATE);
      CpuTimes.Shares cpu = CpuTimes.now().since(start);
      Map<String, byte[]> byRecordId = byRecordId(documents, sent);
      Map<String, JsonNode> rows = stack.loggedPredictions().of(byRecordId);
      print(sent.stream().map(each -> Latency.of(each, rows.get(each.recordId()))).toList());
      System.out.printf(
          "stored %d, delivered again %d; parallelization factor %d; %s%n%n",
          stack.storedPredictions(),
          stack.local().deliveries().retried(),
          stack.mapping().parallelizationFactor(),
          cpu);
      compareWithBareCalls(stack, documents, byRecordId, rows);
      measureRequests(stack, requests);
      return cpu;
    }
  }

  private static Map<String, byte[]> byRecordId(List<byte[]> documents, List<OpenLoop.Sent> sent) {
    Map<String, byte[]> byRecordId = new HashMap<>();
    for (int i = 0; i < sent.size(); i++) {
      byRecordId.put(sent.get(i).recordId(), documents.get(i));
    }
    return byRecordId;
  }

  /**
   * Our own time beside that of the same calls; meanwhile the Kinesis emulator has as much to do.
   */
  private static void compareWithBareCalls(
      FreshStack stack,
      List<byte[]> documents,
      Map<String, byte[]> byRecordId,
      Map<String, JsonNode> rows)
      throws IOException, InterruptedException {
    List<DeliveredBatch> batches = DeliveredBatch.of(rows.values());
    Duration warmUp = Duration.ofSeconds(WARM_UP_SECONDS);
    Instant counted = batches.getFirst().deliveredAt().plus(warmUp);
    List<Double> own =
        batches.stream()
            .filter(batch -> !batch.deliveredAt().isBefore(counted))
            .flatMap(batch -> batch.rows().stream())
            .map(row -> row.path("delivery_to_stored_ms").asDouble())
            .toList();
    System.err.printf("Repeating the calls of %d batches%n", batches.size());
    List<Double> bare;
    Thread load = Thread.ofPlatform().start(() -> send(stack, documents));
    try {
      bare =
          new BareLoop(stack.scoreSessions(), FreshStack.DIRECTORY.resolve("bare"))
              .measure(batches, byRecordId, warmUp);
    } finally {
      load.join();
    }
    System.out.printf(
        "%n%-42s %9s %6s %6s %6s %6s%n", "ms", "documents", "p50", "p95", "p99", "max");
    print("delivery to stored, after %d s".formatted(WARM_UP_SECONDS), own);
    print("bare calls of the same %d batches".formatted(batches.size()), bare);
    Percentiles ours = Percentiles.of(own);
    Percentiles theirs = Percentiles.of(bare);
    System.out.printf(
        "overhead of everything but the calls: %.1f ms at p50, %.1f ms at p95, %.1f ms at p99%n",
        ours.at(50) - theirs.at(50), ours.at(95) - theirs.at(95), ours.at(99) - theirs.at(99));
  }

  private static void send(FreshStack stack, List<byte[]> documents) {
    String other = stack.predictionsApi().environment().get("SERVICE_EVENTS_STREAM");
    try {
      new OpenLoop(new StreamPuts(stack.local().clients().kinesis(), other)).send(documents, RATE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void measureRequests(FreshStack stack, List<byte[]> requests)
      throws IOException, InterruptedException {
    System.err.printf("Sending %d requests/s for %d s%n", REQUESTS_PER_SECOND, REQUEST_SECONDS);
    List<Double> millis =
        new RequestPath(stack.local().url(), stack.local().token())
            .measure(requests, REQUESTS_PER_SECOND);
    int warmUp = millis.size() / 2;
    System.out.printf(
        "%n%-42s %9s %6s %6s %6s %6s%n", "ms", "requests", "p50", "p95", "p99", "max");
    print("POST /predictions, due to answer, first half", millis.subList(0, warmUp));
    print("the second half", millis.subList(warmUp, millis.size()));
    System.out.printf("%d requests/s, one document each%n", REQUESTS_PER_SECOND);
  }

  private static void print(List<Latency> latencies) {
    List<Latency> warmUp = latencies.subList(0, RATE * WARM_UP_SECONDS);
    List<Latency> warm = latencies.subList(warmUp.size(), latencies.size());
    System.out.printf(
        "%n%-42s %9s %6s %6s %6s %6s%n", "ms", "documents", "p50", "p95", "p99", "max");
    print("arrival to stored, first %d s".formatted(WARM_UP_SECONDS), warmUp, false);
    print("arrival to stored, after them", warm, false);
    print("time due to stored, after them", warm, true);
    double p99 = Percentiles.of(warm.stream().map(Latency::fromArrival).toList()).at(99);
    System.out.printf(
        "p99 after the first %d s: target under %.0f ms, %s%n",
        WARM_UP_SECONDS, TARGET_MILLIS, p99 < TARGET_MILLIS ? "met" : "missed");
    System.out.printf(
        "%.1f documents/s; %d sent, each accounted for and predicted from the right features%n",
        latencies.size() / seconds(latencies), latencies.size());
  }

  private static void print(String name, List<Latency> latencies, boolean fromDue) {
    print(
        name,
        latencies.stream()
            .map(latency -> fromDue ? latency.fromDue() : latency.fromArrival())
            .toList());
  }

  private static void print(String name, List<? extends Number> values) {
    Percentiles millis = Percentiles.of(values);
    System.out.printf(
        "%-42s %9d %6.0f %6.0f %6.0f %6.0f%n",
        name, millis.count(), millis.at(50), millis.at(95), millis.at(99), millis.worst());
  }

  private static double seconds(List<Latency> latencies) {
    Instant last = latencies.stream().map(Latency::stored).max(Instant::compareTo).orElseThrow();
    return Duration.between(latencies.getFirst().due(), last).toMillis() / 1000.0;
  }

  private record Latency(Instant due, Instant arrival, Instant stored) {
    static Latency of(OpenLoop.Sent sent, JsonNode row) {
      Instant arrival = Instant.parse(row.path("arrival_time").asText());
      return new Latency(sent.due(), arrival, arrival.plusMillis(row.path("latency_ms").asLong()));
    }

    long fromArrival() {
      return Duration.between(arrival, stored).toMillis();
    }

    long fromDue() {
      return Duration.between(due, stored).toMillis();
    }
  }
}
