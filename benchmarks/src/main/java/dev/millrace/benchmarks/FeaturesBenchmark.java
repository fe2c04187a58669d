package dev.millrace.benchmarks;

import dev.millrace.benchmarks.MeasuredCommand.Cost;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.function.ToDoubleFunction;

/**
 * {@code scripts/features} beside a script of json and pandas, and beside a statement of DuckDB's,
 * on the same file. Each is a process of its own, and counts with its start, but for DuckDB: of it
 * the statement alone counts.
 */
public final class FeaturesBenchmark {
  private static final long SEED = 20241117;
  private static final int DOCUMENTS = 1_000_000;
  private static final int PAGES = 3;
  private static final int ROUNDS = 5;
  private static final int TIMES_AS_MANY = 4;
  private static final double TARGET_OF_PANDAS = 4;
  private static final double TARGET_MEGABYTES = 256;
  private static final double TARGET_OF_DUCKDB_CPU = 1.2;

  private static final String OURS = "scripts/features";
  private static final String PANDAS = "json and pandas";
  private static final String DUCKDB = "DuckDB's statement";
  private static final String PANDAS_SCRIPT = "benchmarks/src/main/python/features_pandas.py";

  private final Path directory = FreshStack.DIRECTORY.resolve("features");
  private final Path input = directory.resolve("sessions.ndjson");
  private final Path parquet = directory.resolve("duckdb.parquet");
  private final Path pickle = directory.resolve("pandas.pickle");
  private final MeasuredCommand measured = new MeasuredCommand(directory);

  private FeaturesBenchmark() {}

  /** Takes no arguments; runs in the project's root. */
  public static void main(String[] arguments) {
    Program.run(() -> new FeaturesBenchmark().run());
  }

  private void run() throws IOException, InterruptedException {
    Files.createDirectories(directory);
    requirePandas();
    try {
      generate();
      Map<String, List<String>> commands = commands();
      compareFeatures(commands);
      Map<String, List<Cost>> costs = new LinkedHashMap<>();
      CpuTimes before = CpuTimes.now();
      long start = System.nanoTime();
      for (int round = 1; round <= ROUNDS; round++) {
        System.err.printf("Round %d of %d%n", round, ROUNDS);
        for (var command : commands.entrySet()) {
          costs
              .computeIfAbsent(command.getKey(), name -> new ArrayList<>())
              .add(cost(command.getKey(), command.getValue()));
        }
      }
      double elapsed = (System.nanoTime() - start) / 1e9;
      CpuTimes.Shares cpu = CpuTimes.now().since(before);
      Cost larger = measured.run(ours(TIMES_AS_MANY));
      print(costs, larger);
      double share = shareOfCpu(costs, elapsed);
      System.out.println(new CpuTimes.Shares(cpu.own() + share, cpu.others() - share, cpu.steal()));
    } finally {
      for (Path file : List.of(input, parquet, pickle)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private Cost cost(String name, List<String> command) throws IOException, InterruptedException {
    Cost process = measured.run(command);
    if (!name.equals(DUCKDB)) {
      return process;
    }
    try (Scanner printed = new Scanner(measured.output()).useLocale(Locale.ROOT)) {
      double seconds = printed.nextDouble();
      return new Cost(printed.nextDouble(), process.peakMegabytes(), seconds);
    }
  }

  private void requirePandas() throws IOException, InterruptedException {
    try {
      measured.run(List.of(MeasuredCommand.PYTHON, "-c", "import pandas"));
    } catch (IOException | IllegalStateException e) {
      throw new IllegalStateException(
          "%s has no pandas; on Debian: apt-get install python3-pandas"
              .formatted(MeasuredCommand.PYTHON),
          e);
    }
  }

  private void generate() throws IOException {
    System.err.printf("Generating %,d documents%n", DOCUMENTS);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(input), 1 << 20)) {
      var documents = SessionDocuments.stream(SEED, DOCUMENTS, PAGES).iterator();
      while (documents.hasNext()) {
        out.write(documents.next());
        out.write('\n');
      }
    }
    System.out.printf(
        "%n%,d documents of %,d bytes on average, seed %d%n",
        DOCUMENTS, Files.size(input) / DOCUMENTS, SEED);
  }

  private Map<String, List<String>> commands() {
    Map<String, List<String>> commands = new LinkedHashMap<>();
    commands.put(OURS, ours(1));
    commands.put(
        PANDAS,
        List.of(MeasuredCommand.PYTHON, PANDAS_SCRIPT, input.toString(), pickle.toString()));
    commands.put(
        DUCKDB,
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            DuckDbFeatures.class.getName(),
            input.toString(),
            parquet.toString()));
    return commands;
  }

  /**
   * @param times how often it is given the file
   */
  private List<String> ours(int times) {
    List<String> command = new ArrayList<>(List.of("scripts/features", "--input"));
    for (int i = 0; i < times; i++) {
      command.add(input.toString());
    }
    command.addAll(List.of("--output", directory.toString()));
    return command;
  }

  /** Runs each once, untimed: to time anything but equal features would be idle. */
  private void compareFeatures(Map<String, List<String>> commands)
      throws IOException, InterruptedException {
    Map<String, String> checksums = new LinkedHashMap<>();
    for (var command : commands.entrySet()) {
      System.err.printf("Checking %s%n", command.getKey());
      measured.run(command.getValue());
      checksums.put(command.getKey(), checksum(command.getKey()));
    }
    if (checksums.values().stream().distinct().count() > 1) {
      throw new IllegalStateException("The features differ (rows, sum of checksums): " + checksums);
    }
    System.out.printf("Equal features: rows and checksum %s%n%n", checksums.get(OURS));
  }

  private String checksum(String name) throws IOException, InterruptedException {
    if (name.equals(PANDAS)) {
      measured.run(List.of(MeasuredCommand.PYTHON, PANDAS_SCRIPT, "--checksum", pickle.toString()));
      return measured.output();
    }
    try {
      return DuckDbFeatures.checksum(
          name.equals(OURS) ? directory.resolve("features.parquet") : parquet);
    } catch (SQLException e) {
      throw new IllegalStateException("What %s wrote cannot be read".formatted(name), e);
    }
  }

  /** Of what has been measured, in per cent: its processes have ended, and count as others. */
  private static double shareOfCpu(Map<String, List<Cost>> costs, double seconds) {
    double used = costs.values().stream().flatMap(List::stream).mapToDouble(Cost::cpuSeconds).sum();
    return 100 * used / (seconds * Runtime.getRuntime().availableProcessors());
  }

  private static void print(Map<String, List<Cost>> costs, Cost larger) {
    System.out.printf(
        "%-20s %22s %10s %22s %14s%n",
        "%d rounds, in turn".formatted(ROUNDS), "user+sys s", "of ours", "elapsed s", "peak MB");
    double ours = median(costs.get(OURS), Cost::cpuSeconds);
    costs.forEach(
        (name, of) ->
            System.out.printf(
                "%-20s %22s %10.2f %22s %14.0f%n",
                name,
                spread(of, Cost::cpuSeconds),
                median(of, Cost::cpuSeconds) / ours,
                spread(of, Cost::seconds),
                worst(of, Cost::peakMegabytes)));
    double pandas = median(costs.get(PANDAS), Cost::cpuSeconds) / ours;
    double duckDbCpu = ours / median(costs.get(DUCKDB), Cost::cpuSeconds);
    double duckDbSeconds =
        median(costs.get(OURS), Cost::seconds) / median(costs.get(DUCKDB), Cost::seconds);
    double peak = Math.max(worst(costs.get(OURS), Cost::peakMegabytes), larger.peakMegabytes());
    System.out.printf(
        "%n%,d documents: user+sys %.2f s, peak %.0f MB%n",
        TIMES_AS_MANY * DOCUMENTS, larger.cpuSeconds(), larger.peakMegabytes());
    target(
        pandas >= TARGET_OF_PANDAS,
        "%.0f times faster than pandas: %.2f times".formatted(TARGET_OF_PANDAS, pandas));
    target(
        duckDbSeconds <= 1,
        "no slower than DuckDB's statement: %.2f times its time".formatted(duckDbSeconds));
    target(
        duckDbCpu <= TARGET_OF_DUCKDB_CPU,
        "at most %.1f times the processor time of DuckDB's statement: %.2f times"
            .formatted(TARGET_OF_DUCKDB_CPU, duckDbCpu));
    target(
        peak < TARGET_MEGABYTES,
        "memory under %.0f MB: %.0f MB at most".formatted(TARGET_MEGABYTES, peak));
  }

  private static void target(boolean met, String what) {
    System.out.printf("Target: %s, %s%n", what, met ? "met" : "missed");
  }

  private static double median(List<Cost> costs, ToDoubleFunction<Cost> value) {
    return percentiles(costs, value).at(50);
  }

  private static double worst(List<Cost> costs, ToDoubleFunction<Cost> value) {
    return percentiles(costs, value).worst();
  }

  private static String spread(List<Cost> costs, ToDoubleFunction<Cost> value) {
    Percentiles values = percentiles(costs, value);
    return "%.2f (%.2f - %.2f)".formatted(values.at(50), values.at(0), values.worst());
  }

  private static Percentiles percentiles(List<Cost> costs, ToDoubleFunction<Cost> value) {
    return Percentiles.of(costs.stream().map(cost -> value.applyAsDouble(cost)).toList());
  }
}
