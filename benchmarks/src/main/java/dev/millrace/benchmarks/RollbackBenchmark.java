package dev.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.support.StackApi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * From the request to roll back to the first prediction by the old version, on the local stack
 * while requests go on, and how many of those failed.
 */
public final class RollbackBenchmark {
  private static final String NEW = "1.1.0";
  private static final int ROLLBACKS = 10;
  private static final int CALLERS = 3;
  private static final int DOCUMENTS = 2_000;
  private static final int PAGES = 3;
  private static final long PAUSE_MILLIS = 20;
  private static final long BEFORE_MILLIS = 1_000;

  /** Functions read their routes each second: roll-backs are spread over it. */
  private static final long STEP_MILLIS = 1_000 / ROLLBACKS;

  private static final long AFTER_MILLIS = 2_500;
  private static final double TARGET_MILLIS = 1_500;

  private final List<JsonNode> documents = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();

  private RollbackBenchmark() {}

  /** Takes no arguments; runs in the project's root. */
  public static void main(String[] arguments) {
    Program.run(() -> new RollbackBenchmark().run());
  }

  /**
   * A request's answer.
   *
   * @param at when it was there, by {@link System#nanoTime()}
   * @param version that predicted; what was answered instead where none did
   */
  private record Answered(long at, boolean predicted, String version) {}

  /** One roll-back, in milliseconds after its request. */
  private record RolledBack(double accepted, double firstOld, double lastNew, List<Answered> all) {}

  private void run() throws IOException, InterruptedException {
    for (byte[] document : SessionDocuments.generate(20241120, DOCUMENTS, PAGES)) {
      documents.add(StackApi.JSON.readTree(document));
    }
    try (FreshStack stack = FreshStack.start(DOCUMENTS);
        StackVersions versions = new StackVersions(stack.local())) {
      versions.register(NEW);
      List<RolledBack> all = new ArrayList<>();
      CpuTimes start = CpuTimes.now();
      for (int i = 0; i < ROLLBACKS; i++) {
        versions.route(NEW);
        warmUp(versions);
        all.add(rollBack(versions, BEFORE_MILLIS + i * STEP_MILLIS));
        System.err.printf(
            "Roll-back %d of %d: %.0f ms%n", i + 1, ROLLBACKS, all.getLast().firstOld());
      }
      print(all, CpuTimes.now().since(start));
    }
  }

  /** The start of the function that predicts is not what is measured. */
  private void warmUp(StackVersions versions) throws IOException, InterruptedException {
    String version =
        versions
            .predict(documents.getFirst())
            .expect("The first request")
            .path("model_version")
            .asText();
    if (!version.equals(NEW)) {
      throw new IllegalStateException("%s predicted, expected %s".formatted(version, NEW));
    }
  }

  private RolledBack rollBack(StackVersions versions, long beforeMillis)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + (beforeMillis + AFTER_MILLIS) * 1_000_000;
    List<Answered> all = new ArrayList<>();
    long begun;
    long accepted;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Answered>>> answers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        answers.add(callers.submit(() -> ask(versions, end)));
      }
      Thread.sleep(beforeMillis);
      begun = System.nanoTime();
      versions.rollBack();
      accepted = System.nanoTime();
      for (Future<List<Answered>> caller : answers) {
        all.addAll(caller.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("A request failed", e.getCause());
    }
    requireOnly(NEW, all.stream().filter(answer -> answer.at() < begun).toList());
    double firstOld =
        all.stream()
            .filter(answer -> answer.version().equals(StackVersions.SERVED))
            .mapToDouble(answer -> (answer.at() - begun) / 1e6)
            .min()
            .orElseThrow(() -> new IllegalStateException("No prediction by the old version"));
    double lastNew =
        all.stream()
            .filter(answer -> answer.version().equals(NEW))
            .mapToDouble(answer -> (answer.at() - begun) / 1e6)
            .max()
            .orElse(0);
    return new RolledBack((accepted - begun) / 1e6, firstOld, lastNew, all);
  }

  private static void requireOnly(String version, List<Answered> answers) {
    answers.stream()
        .filter(answer -> answer.predicted() && !answer.version().equals(version))
        .findAny()
        .ifPresent(
            other -> {
              throw new IllegalStateException(
                  "%s predicted, expected %s".formatted(other.version(), version));
            });
  }

  private List<Answered> ask(StackVersions versions, long end)
      throws IOException, InterruptedException {
    List<Answered> answers = new ArrayList<>();
    while (System.nanoTime() < end) {
      JsonNode document = documents.get(next.getAndIncrement() % DOCUMENTS);
      StackApi.Answer answer = versions.predict(document);
      boolean predicted =
          answer.status() == 200 && answer.body().path("status").asText().equals("predicted");
      answers.add(
          new Answered(
              System.nanoTime(),
              predicted,
              predicted
                  ? answer.body().path("model_version").asText()
                  : "%d %s".formatted(answer.status(), answer.body())));
      Thread.sleep(PAUSE_MILLIS);
    }
    return answers;
  }

  private static void print(List<RolledBack> all, CpuTimes.Shares cpu) {
    System.out.printf("%n%-46s %6s %6s%n", "ms from the request to roll back", "p50", "max");
    print("its answer", all.stream().map(RolledBack::accepted).toList());
    print("first prediction by the old version", all.stream().map(RolledBack::firstOld).toList());
    print("last prediction by the new version", all.stream().map(RolledBack::lastNew).toList());
    List<Answered> answers = all.stream().flatMap(one -> one.all().stream()).toList();
    List<Answered> failed = answers.stream().filter(answer -> !answer.predicted()).toList();
    double worst = all.stream().mapToDouble(RolledBack::firstOld).max().orElseThrow();
    System.out.printf(
        "first prediction: target under %.0f ms, %s; %d of %,d requests failed, target none; %d roll-backs; %s%n",
        TARGET_MILLIS,
        worst < TARGET_MILLIS ? "met" : "missed",
        failed.size(),
        answers.size(),
        all.size(),
        cpu);
    failed.stream().map(Answered::version).distinct().forEach(System.out::println);
  }

  private static void print(String name, List<Double> values) {
    Percentiles millis = Percentiles.of(values);
    System.out.printf("%-46s %6.0f %6.0f%n", name, millis.at(50), millis.worst());
  }
}
