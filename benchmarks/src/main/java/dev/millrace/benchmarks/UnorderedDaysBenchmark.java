package dev.millrace.benchmarks;

import dev.millrace.local.lambda.LambdaFunction;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * What the lake's jobs take for a history that is loaded on purpose: service events of a year in no
 * order, beside as many of one day. Each load has a stack of its own; a job is a process with its
 * own memory and time, and is invoked until it says that nothing is left.
 */
public final class UnorderedDaysBenchmark {
  private static final int DAYS = 365;
  private static final int COMPARED_EVENTS = 20_000;
  private static final List<Integer> MORE_EVENTS = List.of(60_000, 100_000);
  private static final double TARGET_RATIO = 4;
  private static final int RECORDS_PER_PUT = 500;
  private static final int WARM_UP_EVENTS = 2_000;
  private static final int ONE_IN_A_HUNDRED = 100;
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant FIRST = Instant.parse("2025-01-13T00:00:00Z");
  private static final SdkBytes NO_INPUT = SdkBytes.fromUtf8String("{}");
  private static final String CLEAN = "CleanEvents";
  private static final String AGGREGATE = "AggregateMetrics";

  /**
   * What a job took.
   *
   * @param answers one for each invocation that it needed
   * @param longestMillis of one invocation
   * @param mostMegabytes that its process held
   */
  private record Job(
      List<String> answers,
      double millis,
      double cpuMillis,
      double longestMillis,
      double mostMegabytes) {

    /** The sum of a count over the answers. */
    long sum(String name) {
      Pattern count = Pattern.compile("\"%s\":(\\d+)".formatted(name));
      return answers.stream()
          .map(count::matcher)
          .filter(Matcher::find)
          .mapToLong(found -> Long.parseLong(found.group(1)))
          .sum();
    }
  }

  /** What a load of events took, and how many data files it made in silver and gold. */
  private record Load(
      int events, int days, Job clean, Job aggregate, long silverFiles, long goldFiles) {}

  private FreshStack stack;

  private UnorderedDaysBenchmark() {}

  /** Takes no arguments; runs in the project's root. */
  public static void main(String[] arguments) {
    Program.run(() -> new UnorderedDaysBenchmark().run());
  }

  private void run() throws IOException, InterruptedException {
    CpuTimes before = CpuTimes.now();
    List<Load> loads = new ArrayList<>();
    loads.add(load(COMPARED_EVENTS, 1));
    loads.add(load(COMPARED_EVENTS, DAYS));
    for (int events : MORE_EVENTS) {
      loads.add(load(events, DAYS));
    }
    print(loads);
    System.out.println(CpuTimes.now().since(before));
  }

  private Load load(int count, int days) throws IOException, InterruptedException {
    System.err.printf("%,d events of %d days%n", count, days);
    try (FreshStack started = FreshStack.start(1)) {
      stack = started;
      try (FunctionProcess archive = process("ArchiveStreams");
          FunctionProcess clean = process(CLEAN);
          FunctionProcess aggregate = process(AGGREGATE)) {
        // Tables, code and connections are there before anything is measured.
        put(ServiceEvents.generate(-1, WARM_UP_EVENTS, FIRST.minus(DAY), DAY));
        archive.answer(NO_INPUT);
        complete(clean);
        complete(aggregate);
        long silver = dataFiles("service_events");
        long gold = dataFiles("service_metrics_per_minute");
        put(unordered(count, days));
        archive.answer(NO_INPUT);
        Load load =
            new Load(
                count,
                days,
                complete(clean),
                complete(aggregate),
                dataFiles("service_events") - silver,
                dataFiles("service_metrics_per_minute") - gold);
        check(load);
        return load;
      }
    }
  }

  private FunctionProcess process(String name) throws IOException, InterruptedException {
    return new FunctionProcess(FunctionBenchmark.inSandbox(function(name), false), NO_INPUT);
  }

  private LambdaFunction function(String name) {
    return stack.local().functions().find(name).orElseThrow();
  }

  private static List<byte[]> unordered(int count, int days) {
    List<byte[]> events =
        new ArrayList<>(ServiceEvents.generate(count, count, FIRST, DAY.multipliedBy(days)));
    Collections.shuffle(events, new Random(count));
    return events;
  }

  private void put(List<byte[]> events) {
    String stream = function("ArchiveStreams").environment().get("SERVICE_EVENTS_STREAM");
    StreamPuts puts = new StreamPuts(stack.local().clients().kinesis(), stream);
    for (int from = 0; from < events.size(); from += RECORDS_PER_PUT) {
      puts.put(events.subList(from, Math.min(from + RECORDS_PER_PUT, events.size())));
    }
  }

  /** Invokes a job until nothing is left. */
  private static Job complete(FunctionProcess process) throws IOException, InterruptedException {
    Duration cpu = process.cpu();
    List<String> answers = new ArrayList<>();
    double all = 0;
    double longest = 0;
    do {
      long start = System.nanoTime();
      answers.add(process.answer(NO_INPUT));
      double millis = (System.nanoTime() - start) / 1e6;
      all += millis;
      longest = Math.max(longest, millis);
    } while (answers.getLast().contains("\"complete\":false"));
    return new Job(
        answers, all, process.cpu().minus(cpu).toMillis(), longest, process.megabytes("VmHWM"));
  }

  /** How many objects lie among a table's data, whether or not a snapshot names them. */
  private long dataFiles(String table) {
    String bucket = function(CLEAN).environment().get("LAKE_BUCKET");
    return stack
        .local()
        .clients()
        .s3()
        .listObjectsV2Paginator(list -> list.bucket(bucket).prefix("tables/"))
        .contents()
        .stream()
        .map(S3Object::key)
        .filter(key -> key.contains("/" + table + "/data/"))
        .count();
  }

  /** One event in a hundred comes twice, one has no timestamp. */
  private static void check(Load load) {
    int hundredth = load.events / ONE_IN_A_HUNDRED;
    expect("archived", load.clean.sum("archived"), load.events);
    expect("duplicates", load.clean.sum("duplicates"), hundredth);
    expect("rejected", load.clean.sum("timestamp_missing"), hundredth);
    expect("silver", load.clean.sum("silver"), load.events - 2L * hundredth);
    expect("silver_rows", load.aggregate.sum("silver_rows"), load.clean.sum("silver"));
  }

  private static void expect(String name, long held, long expected) {
    if (held != expected) {
      throw new IllegalStateException("%s was %d, not %d".formatted(name, held, expected));
    }
  }

  private static void print(List<Load> loads) {
    Load ordinary = loads.getFirst();
    System.out.printf(
        "%n%-18s %9s %6s %18s %18s %6s %9s %12s %12s %8s%n",
        "", "events", "days", "s", "CPU s", "runs", "longest", "silver files", "gold files", "MB");
    for (Load load : loads) {
      print(CLEAN, load, load.clean, ordinary.clean);
    }
    for (Load load : loads) {
      print(AGGREGATE, load, load.aggregate, ordinary.aggregate);
    }
    double ratio = loads.get(1).clean.millis / ordinary.clean.millis;
    System.out.printf(
        "%nCleanEvents, %,d events of %d days beside as many of one: %.2f times; target at most %.0f,"
            + " %s. One file a day: %s%n",
        COMPARED_EVENTS,
        DAYS,
        ratio,
        TARGET_RATIO,
        ratio <= TARGET_RATIO ? "met" : "missed",
        loads.get(1).silverFiles == DAYS ? "yes" : "no");
    System.out.println("Each event was counted once, in silver, as rejected or as a duplicate.");
  }

  private static void print(String name, Load load, Job job, Job ordinary) {
    System.out.printf(
        "%-18s %,9d %6d %18s %18s %6d %9.1f %12d %12d %8.0f%n",
        name,
        load.events,
        load.days,
        ratio(job.millis, ordinary.millis),
        ratio(job.cpuMillis, ordinary.cpuMillis),
        job.answers.size(),
        job.longestMillis / 1000,
        load.silverFiles,
        load.goldFiles,
        job.mostMegabytes);
  }

  private static String ratio(double millis, double of) {
    return "%.1f (%.2f)".formatted(millis / 1000, millis / of);
  }
}
