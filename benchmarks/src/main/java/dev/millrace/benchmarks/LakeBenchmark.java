package dev.millrace.benchmarks;

import dev.millrace.local.lambda.LambdaFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * What a run of the lake's jobs costs with the same new events on tables of different sizes, which
 * files it writes, and the memory and size of the functions.
 */
public final class LakeBenchmark {
  private static final List<Integer> SIZES = List.of(10_000, 100_000, 1_000_000);
  private static final int NEW_EVENTS = 10_000;
  private static final int RUNS = 3;
  private static final int WARM_UP_RUNS = 9;
  private static final int WARM_UP_EVENTS = 600;
  private static final int WARM_UP_DUPLICATES = 4_000;
  private static final int RECORDS_PER_PUT = 500;
  private static final double TARGET_UNZIPPED_MEGABYTES = 80;
  private static final double MEGABYTE = 1 << 20;

  /** How often the jobs run, by the template's defaults; new events happened in such a period. */
  private static final Duration PERIOD = Duration.ofMinutes(5);

  private static final Instant FIRST = Instant.parse("2026-01-13T00:00:00Z");
  private static final SdkBytes NO_INPUT = SdkBytes.fromUtf8String("{}");
  private static final List<String> MEASURED = List.of("CleanEvents", "AggregateMetrics");

  /**
   * What one invocation took.
   *
   * @param calls by service
   * @param read bytes of S3's answers
   * @param written bytes of requests to S3
   */
  private record Run(
      double millis, double cpuMillis, Map<String, Integer> calls, long read, long written) {
    int allCalls() {
      return calls.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  private final List<CountingProxy.Call> calls = new ArrayList<>();
  private final List<CountingProxy> proxies = new ArrayList<>();
  private final Map<String, FunctionProcess> processes = new LinkedHashMap<>();
  private FreshStack stack;
  private int periods;

  private LakeBenchmark() {}

  /** Takes no arguments; runs in the project's root. */
  public static void main(String[] arguments) {
    System.setProperty(CountingProxy.HEADER_SETTING, "host");
    Program.run(() -> new LakeBenchmark().run());
  }

  private void run() throws IOException, InterruptedException {
    try (FreshStack started =
        FreshStack.start(1, (function, service, endpoint) -> counting(service, endpoint))) {
      stack = started;
      measure();
    } finally {
      processes.values().forEach(FunctionProcess::close);
      proxies.forEach(CountingProxy::close);
    }
  }

  private void measure() throws IOException, InterruptedException {
    // Mostly the same events again: they warm the code up and are no rows.
    List<byte[]> again = ServiceEvents.generate(-1, WARM_UP_DUPLICATES, nextPeriod(), PERIOD);
    for (int run = 0; run < WARM_UP_RUNS; run++) {
      System.err.printf("Warming up, %d of %d%n", run + 1, WARM_UP_RUNS);
      put(again);
      put(newEvents(WARM_UP_EVENTS));
      invoke("ArchiveStreams");
      MEASURED.forEach(this::timed);
    }
    Map<Integer, Map<String, List<Run>>> costs = new LinkedHashMap<>();
    Map<String, List<Long>> files = Map.of();
    CpuTimes before = CpuTimes.now();
    try (SilverHistory history =
        new SilverHistory(
            stack.local().environment(),
            function("CleanEvents").environment().get("SILVER_DATABASE"))) {
      for (int size : SIZES) {
        prepare(history, size);
        Map<String, List<Run>> runs = costs.computeIfAbsent(size, each -> new LinkedHashMap<>());
        for (int run = 0; run < RUNS; run++) {
          System.err.printf("%,d rows, run %d of %d%n", history.rows(), run + 1, RUNS);
          put(newEvents(NEW_EVENTS));
          Map<String, Long> earlier = objects();
          invoke("ArchiveStreams");
          for (String name : MEASURED) {
            runs.computeIfAbsent(name, each -> new ArrayList<>()).add(timed(name));
          }
          files = written(earlier, objects());
        }
      }
    }
    CpuTimes.Shares cpu = CpuTimes.now().since(before);
    print(costs);
    printFiles(files);
    printFunctions();
    System.out.println(cpu);
  }

  private URI counting(String service, URI endpoint) {
    try {
      CountingProxy proxy = new CountingProxy(service, endpoint, this::count);
      proxies.add(proxy);
      return proxy.endpoint();
    } catch (IOException e) {
      throw new UncheckedIOException("No proxy for " + service, e);
    }
  }

  private void count(CountingProxy.Call call) {
    synchronized (calls) {
      calls.add(call);
    }
  }

  /** Of the period behind all earlier ones. */
  private List<byte[]> newEvents(int count) {
    return ServiceEvents.generate(periods, count, nextPeriod(), PERIOD);
  }

  private void put(List<byte[]> events) {
    String stream = function("ArchiveStreams").environment().get("SERVICE_EVENTS_STREAM");
    StreamPuts puts = new StreamPuts(stack.local().clients().kinesis(), stream);
    for (int from = 0; from < events.size(); from += RECORDS_PER_PUT) {
      puts.put(events.subList(from, Math.min(from + RECORDS_PER_PUT, events.size())));
    }
  }

  private Instant nextPeriod() {
    return FIRST.plus(PERIOD.multipliedBy(periods++));
  }

  /** Appends periods of events until silver has so many rows, and has them all in gold. */
  private void prepare(SilverHistory history, int size) {
    System.err.printf("Preparing %,d rows%n", size);
    for (long left = size - history.rows(); left > 0; left = size - history.rows()) {
      history.append((int) Math.min(left, NEW_EVENTS), nextPeriod(), PERIOD);
    }
    String answer;
    do {
      answer = invoke("AggregateMetrics");
    } while (answer.contains("\"complete\":false"));
  }

  private Run timed(String name) {
    synchronized (calls) {
      calls.clear();
    }
    FunctionProcess process = processes.get(name);
    Duration cpu = process == null ? Duration.ZERO : process.cpu();
    long start = System.nanoTime();
    String answer = invoke(name);
    double millis = (System.nanoTime() - start) / 1e6;
    if (!answer.contains("\"complete\":true")) {
      throw new IllegalStateException("%s left something to do: %s".formatted(name, answer));
    }
    double cpuMillis = processes.get(name).cpu().minus(cpu).toMillis();
    synchronized (calls) {
      return new Run(
          millis,
          cpuMillis,
          calls.stream()
              .collect(
                  Collectors.groupingBy(
                      LakeBenchmark::service, TreeMap::new, Collectors.summingInt(call -> 1))),
          s3Bytes(CountingProxy.Call::received),
          s3Bytes(CountingProxy.Call::sent));
    }
  }

  private static String service(CountingProxy.Call call) {
    return call.operation().substring(0, call.operation().indexOf(' '));
  }

  private long s3Bytes(ToDoubleFunction<CountingProxy.Call> bytes) {
    return (long)
        calls.stream().filter(call -> service(call).equals("S3")).mapToDouble(bytes).sum();
  }

  private String invoke(String name) {
    try {
      FunctionProcess running = processes.get(name);
      if (running != null) {
        return running.answer(NO_INPUT);
      }
      FunctionProcess process =
          new FunctionProcess(FunctionBenchmark.inSandbox(function(name), false), NO_INPUT);
      processes.put(name, process);
      return process.answer(NO_INPUT);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " did not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The benchmark was interrupted", e);
    }
  }

  private LambdaFunction function(String name) {
    return stack.local().functions().find(name).orElseThrow();
  }

  /** The lake bucket's objects and their sizes. */
  private Map<String, Long> objects() {
    String bucket = function("CleanEvents").environment().get("LAKE_BUCKET");
    return stack
        .local()
        .clients()
        .s3()
        .listObjectsV2Paginator(list -> list.bucket(bucket))
        .contents()
        .stream()
        .collect(Collectors.toMap(S3Object::key, S3Object::size));
  }

  /** The sizes of what was not there earlier, by kind. */
  private static Map<String, List<Long>> written(Map<String, Long> earlier, Map<String, Long> now) {
    Map<String, List<Long>> written = new TreeMap<>();
    now.forEach(
        (key, size) -> {
          if (!earlier.containsKey(key)) {
            written.computeIfAbsent(kind(key), kind -> new ArrayList<>()).add(size);
          }
        });
    return written;
  }

  /** {@code bronze/STREAM}, or {@code DATABASE.TABLE data} or {@code metadata}. */
  private static String kind(String key) {
    Path path = Path.of(key);
    return path.startsWith("bronze")
        ? path.subpath(0, 2).toString()
        : "%s.%s %s".formatted(path.getName(1), path.getName(2), path.getName(3));
  }

  private static void print(Map<Integer, Map<String, List<Run>>> costs) {
    System.out.printf(
        "%nThe same %,d new events on tables of different sizes: median of %d runs (of the smallest"
            + " table's)%n%n",
        NEW_EVENTS, RUNS);
    System.out.printf(
        "%-18s %12s %17s %17s %14s %20s %20s   %s%n",
        "", "rows before", "ms", "CPU ms", "calls", "KB read from S3", "KB written to S3", "calls");
    for (String name : MEASURED) {
      List<Run> smallest = costs.get(SIZES.getFirst()).get(name);
      for (int size : SIZES) {
        List<Run> runs = costs.get(size).get(name);
        System.out.printf(
            "%-18s %,12d %17s %17s %14s %20s %20s   %s%n",
            name,
            size,
            ratio(runs, smallest, Run::millis),
            ratio(runs, smallest, Run::cpuMillis),
            ratio(runs, smallest, Run::allCalls),
            ratio(runs, smallest, run -> run.read() / 1024.0),
            ratio(runs, smallest, run -> run.written() / 1024.0),
            runs.getLast().calls());
      }
    }
  }

  private static String ratio(List<Run> runs, List<Run> smallest, ToDoubleFunction<Run> value) {
    double median = median(runs, value);
    return "%,.0f (%.2f)".formatted(median, median / median(smallest, value));
  }

  private static double median(List<Run> runs, ToDoubleFunction<Run> value) {
    return Percentiles.of(runs.stream().map(run -> value.applyAsDouble(run)).toList()).at(50);
  }

  private static void printFiles(Map<String, List<Long>> files) {
    long perHour = Duration.ofHours(1).dividedBy(PERIOD);
    System.out.printf(
        "%nFiles of the last run, and an hour of them: %d runs at %.0f events/s%n%n",
        perHour, (double) NEW_EVENTS / PERIOD.toSeconds());
    System.out.printf(
        "%-48s %10s %10s %14s %10s%n", "", "a run", "an hour", "mean KB", "MB an hour");
    files.forEach(
        (kind, sizes) -> {
          double bytes = sizes.stream().mapToLong(Long::longValue).sum();
          System.out.printf(
              "%-48s %10d %10d %14.1f %10.1f%n",
              kind,
              sizes.size(),
              sizes.size() * perHour,
              bytes / sizes.size() / 1024,
              bytes * perHour / MEGABYTE);
        });
  }

  private void printFunctions() throws IOException {
    System.out.printf("%n%-18s %12s %12s %12s%n", "", "memory MB", "VmRSS MB", "VmHWM MB");
    for (var process : processes.entrySet()) {
      System.out.printf(
          "%-18s %12d %12.0f %12.0f%n",
          process.getKey(),
          function(process.getKey()).memoryMegabytes(),
          process.getValue().megabytes("VmRSS"),
          process.getValue().megabytes("VmHWM"));
    }
    Path zip = function("CleanEvents").code();
    try (ZipFile entries = new ZipFile(zip.toFile())) {
      double unzipped = entries.stream().mapToLong(ZipEntry::getSize).sum() / MEGABYTE;
      System.out.printf(
          "%n%s: %.1f MB, unzipped %.1f MB: target under %.0f MB, %s%n",
          zip.getFileName(),
          Files.size(zip) / MEGABYTE,
          unzipped,
          TARGET_UNZIPPED_MEGABYTES,
          unzipped < TARGET_UNZIPPED_MEGABYTES ? "met" : "missed");
    }
  }
}
