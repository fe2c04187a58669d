package dev.millrace.benchmarks;

import dev.millrace.local.lambda.LambdaFunction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Start, memory and size of ScoreSessions, beside a function that only says hello. */
public final class FunctionBenchmark {
  private static final int REPETITIONS = 7;
  private static final int BATCHES = 5;
  private static final int BATCH = 100;
  private static final int PAGES = 3;
  private static final double TARGET_MEGABYTES = 256;

  /**
   * One start of a function, in ms, and its memory after 501 records, in MB.
   *
   * @param resident VmRSS
   * @param peak VmHWM
   */
  private record Start(double ready, double answered, double resident, double peak) {
    double firstAnswer() {
      return answered - ready;
    }
  }

  private final FreshStack stack;
  private final Map<String, byte[]> sent = new HashMap<>();
  private int seed;

  private FunctionBenchmark(FreshStack stack) {
    this.stack = stack;
  }

  /** Takes no arguments; runs in the project's root. */
  public static void main(String[] arguments) {
    Program.run(
        () -> {
          try (FreshStack stack = FreshStack.start(1 + BATCHES * BATCH)) {
            new FunctionBenchmark(stack).run();
          }
        });
  }

  private void run() throws IOException, InterruptedException {
    LambdaFunction declared = stack.scoreSessions();
    Map<String, LambdaFunction> functions = new LinkedHashMap<>();
    functions.put("hello world", helloWorld(declared));
    functions.put("ScoreSessions", inSandbox(declared, false));
    functions.put("ScoreSessions, SnapStart", inSandbox(declared, true));
    Map<String, List<Start>> starts = new LinkedHashMap<>();
    CpuTimes before = CpuTimes.now();
    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
      for (var function : functions.entrySet()) {
        System.err.printf("%s, %d of %d%n", function.getKey(), repetition + 1, REPETITIONS);
        starts
            .computeIfAbsent(function.getKey(), name -> new ArrayList<>())
            .add(start(function.getValue()));
      }
    }
    CpuTimes.Shares cpu = CpuTimes.now().since(before);
    stack.loggedPredictions().of(sent);
    print(functions, starts);
    System.out.printf(
        "Each of %,d records was predicted from the right features; %s%n", sent.size(), cpu);
  }

  private Start start(LambdaFunction function) throws IOException, InterruptedException {
    List<byte[]> documents = SessionDocuments.generate(++seed, 1 + BATCHES * BATCH, PAGES);
    List<KinesisBatch> batches = new ArrayList<>();
    batches.add(batch(documents, 0, 1));
    for (int from = 1; from < documents.size(); from += BATCH) {
      batches.add(batch(documents, from, from + BATCH));
    }
    try (FunctionProcess process = new FunctionProcess(function, batches.getFirst().event())) {
      for (KinesisBatch batch : batches.subList(1, batches.size())) {
        process.answer(batch.event());
      }
      if (function.handler().equals(stack.scoreSessions().handler())) {
        batches.forEach(batch -> sent.putAll(batch.documents()));
      }
      return new Start(
          process.readyMillis(),
          process.answeredMillis(),
          process.megabytes("VmRSS"),
          process.megabytes("VmHWM"));
    }
  }

  private KinesisBatch batch(List<byte[]> documents, int from, int to) {
    return KinesisBatch.of(
        stack.mapping().eventSourceArn(),
        (long) seed * documents.size() + from,
        documents.subList(from, to));
  }

  /** With the memory, and so the JVM's settings, of the function that it stands beside. */
  private static LambdaFunction helloWorld(LambdaFunction declared) throws IOException {
    return inSandbox(
        new LambdaFunction(
            "HelloWorld",
            declared.arn(),
            HelloWorld.class.getName() + "::handleRequest",
            Map.of(),
            declared.memoryMegabytes(),
            declared.timeout(),
            false,
            zip(HelloWorld.class)),
        false);
  }

  /**
   * A JVM sizes its first heap after the memory of the machine: this one is told that there is no
   * more than the function's, as in Lambda.
   */
  static LambdaFunction inSandbox(LambdaFunction function, boolean snapStart) {
    Map<String, String> environment = new HashMap<>(function.environment());
    environment.merge(
        "JAVA_TOOL_OPTIONS",
        "-XX:MaxRAM=%dm".formatted(function.memoryMegabytes()),
        (declared, memory) -> declared + " " + memory);
    return new LambdaFunction(
        function.name(),
        function.arn(),
        function.handler(),
        environment,
        function.memoryMegabytes(),
        function.timeout(),
        snapStart,
        function.code());
  }

  private static Path zip(Class<?> handler) throws IOException {
    Path zip = FreshStack.DIRECTORY.resolve("hello-world.zip");
    String entry = handler.getName().replace('.', '/') + ".class";
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
        InputStream bytes = handler.getResourceAsStream("/" + entry)) {
      out.putNextEntry(new ZipEntry(entry));
      bytes.transferTo(out);
    }
    return zip;
  }

  private static void print(Map<String, LambdaFunction> functions, Map<String, List<Start>> starts)
      throws IOException {
    System.out.printf(
        "%nMedian (least - most) of %d starts of each, in turn; memory after %d records%n%n",
        REPETITIONS, 1 + BATCHES * BATCH);
    System.out.printf(
        "%-25s %9s %20s %20s %20s %15s %15s%n",
        "",
        "zip KB",
        "start-ready ms",
        "ready-answer ms",
        "start-answer ms",
        "VmRSS MB",
        "VmHWM MB");
    for (var function : functions.entrySet()) {
      List<Start> of = starts.get(function.getKey());
      System.out.printf(
          "%-25s %,9d %20s %20s %20s %15s %15s%n",
          function.getKey(),
          Files.size(function.getValue().code()) / 1024,
          spread(of, Start::ready),
          spread(of, Start::firstAnswer),
          spread(of, Start::answered),
          spread(of, Start::resident),
          spread(of, Start::peak));
    }
    double most =
        starts.values().stream().flatMap(List::stream).mapToDouble(Start::peak).max().orElseThrow();
    System.out.printf(
        "%nTarget: resident memory under %.0f MB, %s: %.0f MB at most%n",
        TARGET_MEGABYTES, most < TARGET_MEGABYTES ? "met" : "missed", most);
  }

  private static String spread(List<Start> starts, ToDoubleFunction<Start> value) {
    Percentiles values =
        Percentiles.of(starts.stream().map(start -> value.applyAsDouble(start)).toList());
    return "%.0f (%.0f - %.0f)".formatted(values.at(50), values.at(0), values.worst());
  }
}
