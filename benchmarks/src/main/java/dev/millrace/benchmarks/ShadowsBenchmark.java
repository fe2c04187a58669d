package dev.millrace.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code POST /predictions} on the local stack with and without a shadow version, in turn. What two
 * halves without one differ by is the noise.
 */
public final class ShadowsBenchmark {
  private static final String SHADOW = "1.1.0";
  private static final int REQUESTS_PER_SECOND = 25;
  private static final int SECONDS = 12;
  private static final int ROUNDS = 4;
  private static final int SIDES = 3;
  private static final int PAGES = 3;
  private static final int BLOCK = REQUESTS_PER_SECOND * SECONDS;

  private final List<byte[]> documents =
      SessionDocuments.generate(20241119, BLOCK * (1 + SIDES * ROUNDS), PAGES);
  private int used;

  private ShadowsBenchmark() {}

  /** Takes no arguments; runs in the project's root. */
  public static void main(String[] arguments) {
    Program.run(() -> new ShadowsBenchmark().run());
  }

  private void run() throws IOException, InterruptedException {
    try (FreshStack stack = FreshStack.start(documents.size());
        StackVersions versions = new StackVersions(stack.local())) {
      versions.register(SHADOW);
      RequestPath requests = new RequestPath(stack.local().url(), stack.local().token());
      List<Double> before = new ArrayList<>();
      List<Double> with = new ArrayList<>();
      List<Double> after = new ArrayList<>();
      versions.route(StackVersions.SERVED, SHADOW);
      block(requests); // warms up both functions
      CpuTimes start = CpuTimes.now();
      for (int round = 1; round <= ROUNDS; round++) {
        System.err.printf("Round %d of %d%n", round, ROUNDS);
        versions.route(StackVersions.SERVED);
        before.addAll(block(requests));
        versions.route(StackVersions.SERVED, SHADOW);
        with.addAll(block(requests));
        versions.route(StackVersions.SERVED);
        after.addAll(block(requests));
      }
      print(before, with, after);
      // RequestPath sends the first document of a block once more.
      int shadowed = with.size() + BLOCK + ROUNDS + 1;
      long scored = stack.loggedPredictions().shadows();
      System.out.printf(
          "%d shadow rows of %d requests with a shadow; %s%n",
          scored, shadowed, CpuTimes.now().since(start));
    }
  }

  private List<Double> block(RequestPath requests) throws IOException, InterruptedException {
    List<byte[]> block = documents.subList(used, used + BLOCK);
    used += BLOCK;
    return requests.measure(block, REQUESTS_PER_SECOND);
  }

  private static void print(List<Double> before, List<Double> with, List<Double> after) {
    List<Double> without = new ArrayList<>(before);
    without.addAll(after);
    System.out.printf(
        "%n%-42s %9s %6s %6s %6s %6s%n",
        "ms, due to answer", "requests", "p50", "p95", "p99", "max");
    print("without a shadow, blocks before", before);
    print("without a shadow, blocks after", after);
    print("without a shadow, all", without);
    print("with a shadow", with);
    System.out.printf(
        "with / without: %.2f at p50, %.2f at p99; noise, without / without: %.2f and %.2f%n",
        ratio(with, without, 50),
        ratio(with, without, 99),
        ratio(after, before, 50),
        ratio(after, before, 99));
  }

  private static double ratio(List<Double> one, List<Double> other, int percent) {
    return Percentiles.of(one).at(percent) / Percentiles.of(other).at(percent);
  }

  private static void print(String name, List<Double> values) {
    Percentiles millis = Percentiles.of(values);
    System.out.printf(
        "%-42s %9d %6.1f %6.1f %6.1f %6.1f%n",
        name, millis.count(), millis.at(50), millis.at(95), millis.at(99), millis.worst());
  }
}
