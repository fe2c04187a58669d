package dev.millrace.benchmarks;

import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.document.DocumentParser;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.plan.FeatureOutcome;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.features.plan.ModelFeatures;
import dev.millrace.scoring.route.RoutedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * What routing adds to a prediction, in this process: a batch by routes beside the same batch by
 * one version alone, and a document for several versions beside a pass for each. All sides take
 * turns.
 */
public final class RoutingBenchmark {
  private static final long SEED = 20241118;
  private static final int BATCH = 500;
  private static final int PAGES = 3;
  private static final int WARM_UP = 150;
  private static final int ROUNDS = 151;
  private static final int CHOICES = 1_000;
  private static final double TARGET_MILLIS = 0.1;

  private final List<byte[]> documents = SessionDocuments.generate(SEED, BATCH, PAGES);

  private RoutingBenchmark() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) {
    Program.run(() -> new RoutingBenchmark().run());
  }

  private void run() throws IOException {
    CpuTimes start = CpuTimes.now();
    try (RoutedTables tables = new RoutedTables(RoutedBatch.ROUTES)) {
      RoutedBatch batch = new RoutedBatch(tables, documents);
      batch.compare();
      measureBatches(batch);
      measureChoice(batch);
    }
    measurePasses();
    System.out.println(CpuTimes.now().since(start));
  }

  private static void measureBatches(RoutedBatch batch) {
    Map<String, IntSupplier> sides = new LinkedHashMap<>();
    sides.put("alone", batch::alone);
    sides.put("alone again", batch::alone);
    for (String model : List.of("active", "canary", "shadow", "two-shadows")) {
      sides.put(model, () -> batch.byRoutes(model));
    }
    Map<String, Percentiles> micros = inTurn(sides);
    double alone = micros.get("alone").at(50);
    System.out.printf(
        "%nEvery record was predicted by the version that its routes name.%n%n%-16s %14s %14s %7s %22s%n",
        BATCH + " records", "p50 ms", "least ms", "ratio", "added a prediction us");
    micros.forEach(
        (side, taken) ->
            System.out.printf(
                "%-16s %14.2f %14.2f %6.2fx %22.2f%n",
                side,
                taken.at(50) / 1e3,
                taken.least() / 1e3,
                taken.at(50) / alone,
                (taken.at(50) - alone) / BATCH));
    double most =
        micros.values().stream().mapToDouble(taken -> taken.at(50)).max().orElseThrow() - alone;
    System.out.printf(
        "most added a prediction: %.4f ms; target under %.1f ms, %s%n",
        most / BATCH / 1e3, TARGET_MILLIS, most / BATCH / 1e3 < TARGET_MILLIS ? "met" : "missed");
  }

  /** A request's way to its version: the rows, at most a second old, and the share of the id. */
  private static void measureChoice(RoutedBatch batch) {
    Map<String, IntSupplier> sides = new LinkedHashMap<>();
    sides.put(
        "routes",
        () -> {
          int read = 0;
          for (int i = 0; i < CHOICES; i++) {
            read += batch.routed("canary").name().length();
          }
          return read;
        });
    RoutedModel canary = batch.routed("canary");
    sides.put(
        "version of id",
        () -> {
          int active = 0;
          for (int i = 0; i < CHOICES; i++) {
            active += canary.isActive(canary.versionFor("4f6c1d1e-0b9a-4f0e-" + i)) ? 1 : 0;
          }
          return active;
        });
    System.out.printf("%n%-16s %14s%n", "each", "p50 ns");
    inTurn(sides)
        .forEach(
            (side, taken) ->
                System.out.printf("%-16s %14.0f%n", side, taken.at(50) * 1e3 / CHOICES));
  }

  private void measurePasses() {
    Map<String, IntSupplier> sides = new LinkedHashMap<>();
    int versions = VersionFeatures.VERSIONS.size();
    for (int count = 1; count <= versions; count++) {
      FeaturePlan plan = plan(VersionFeatures.VERSIONS.subList(0, count));
      DocumentParser parser = plan.parser();
      sides.put(count + " read", () -> pass(parser, List.of()));
      sides.put(count + " in one pass", () -> pass(parser, plan.versions()));
      List<FeaturePlan> plans =
          VersionFeatures.VERSIONS.subList(0, count).stream()
              .map(version -> plan(List.of(version)))
              .toList();
      List<DocumentParser> parsers = plans.stream().map(FeaturePlan::parser).toList();
      sides.put(count + " a pass each", () -> passes(plans, parsers));
    }
    Map<String, Percentiles> micros = inTurn(sides);
    System.out.printf(
        "%n%-10s %14s %20s %20s %7s%n",
        "versions", "read ns", "read + vectors ns", "a pass each ns", "ratio");
    for (int count = 1; count <= versions; count++) {
      double one = nanos(micros.get(count + " in one pass"));
      double each = nanos(micros.get(count + " a pass each"));
      System.out.printf(
          "%-10d %14.0f %20.0f %20.0f %6.2fx%n",
          count, nanos(micros.get(count + " read")), one, each, one / each);
    }
  }

  private static double nanos(Percentiles micros) {
    return micros.at(50) * 1e3 / BATCH;
  }

  private static FeaturePlan plan(List<String> versions) {
    List<ModelDefinition> definitions = new ArrayList<>();
    for (String version : versions) {
      definitions.add(
          ModelDefinition.parse(
              VersionFeatures.modelJson("versions", version).getBytes(StandardCharsets.UTF_8)));
    }
    return FeaturePlan.of(definitions, Duration.ofDays(1));
  }

  private int passes(List<FeaturePlan> plans, List<DocumentParser> parsers) {
    int features = 0;
    for (int i = 0; i < plans.size(); i++) {
      features += pass(parsers.get(i), plans.get(i).versions());
    }
    return features;
  }

  /** Reads every document once, for the vectors of these versions; look-ups find no row. */
  private int pass(DocumentParser parser, List<ModelFeatures> versions) {
    int features = 0;
    for (byte[] document : documents) {
      DocumentRecord record = RoutedBatch.record(parser, document);
      features++;
      for (ModelFeatures version : versions) {
        features +=
            switch (VersionFeatures.compute(version, record)) {
              case FeatureOutcome.Computed(var vector) -> vector.size();
              case FeatureOutcome.Refused refused ->
                  throw new IllegalStateException(refused.detail());
            };
      }
    }
    return features;
  }

  /** Microseconds of each side, in rounds in which each runs once. */
  private static Map<String, Percentiles> inTurn(Map<String, IntSupplier> sides) {
    Map<String, List<Double>> taken = new LinkedHashMap<>();
    Map<String, Integer> results = new LinkedHashMap<>();
    for (int round = 0; round < WARM_UP + ROUNDS; round++) {
      for (Map.Entry<String, IntSupplier> side : sides.entrySet()) {
        long start = System.nanoTime();
        int result = side.getValue().getAsInt();
        double micros = (System.nanoTime() - start) / 1e3;
        if (results.computeIfAbsent(side.getKey(), first -> result) != result) {
          throw new IllegalStateException(side.getKey() + " gave other results than before");
        }
        if (round >= WARM_UP) {
          taken.computeIfAbsent(side.getKey(), added -> new ArrayList<>()).add(micros);
        }
      }
    }
    Map<String, Percentiles> percentiles = new LinkedHashMap<>();
    taken.forEach((side, micros) -> percentiles.put(side, Percentiles.of(micros)));
    return percentiles;
  }
}
