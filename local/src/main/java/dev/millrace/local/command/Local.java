package dev.millrace.local.command;

import dev.millrace.local.LocalStack;
import dev.millrace.local.lookup.LookupItem;
import dev.millrace.local.lookup.LookupItems;
import dev.millrace.local.lookup.SampleHistory;
import dev.millrace.local.lookup.SampleLookup;
import dev.millrace.local.process.ProcessMemory;
import dev.millrace.local.sample.SampleFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Runs the stack until it is told to stop: {@code scripts/local}. */
public final class Local {
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Path DIRECTORY = ROOT.resolve(".millrace");
  private static final Path ENVIRONMENT = DIRECTORY.resolve("env");

  private Local() {}

  /**
   * Takes {@code --environment NAME}, {@code --port N}, {@code --sample NAME}, {@code --fresh} and
   * {@code --no-schedules}; runs in the project's root.
   */
  public static void main(String[] arguments) {
    Command.run(
        () ->
            run(
                Arguments.parse(
                    arguments,
                    Set.of("--environment", "--port", SampleOption.NAME),
                    Set.of("--fresh", "--no-schedules"))));
  }

  private static int run(Arguments arguments) throws IOException, InterruptedException {
    arguments.requireNoPositional();
    int port = arguments.port("--port");
    Optional<SampleFolder> sample = SampleOption.read(ROOT, arguments);
    return Stopping.run(
        report -> runUntilInterrupted(port, arguments, sample, report), Local::report);
  }

  /** Where an environment keeps its data and logs: each has data of its own. */
  static Path directory(String environment) {
    return environment.equals(Synthesis.DEFAULT_ENVIRONMENT)
        ? DIRECTORY
        : DIRECTORY.resolve("environments").resolve(environment);
  }

  private static int runUntilInterrupted(
      int port, Arguments arguments, Optional<SampleFolder> sample, Consumer<String> report)
      throws IOException, InterruptedException {
    String environment = arguments.environment();
    Synthesis synthesis = new Synthesis(ROOT, DIRECTORY, environment, report);
    Path assembly =
        sample.map(given -> synthesis.serving(given.model())).orElse(synthesis).assembly();
    Path directory = directory(environment);
    LocalStack.Builder builder =
        LocalStack.builder(
                ROOT,
                assembly,
                sample
                    .map(given -> Synthesis.directoryOf(directory, given.model()))
                    .orElse(directory))
            .port(port)
            .report(report);
    if (arguments.flags().contains("--fresh")) {
      builder.fresh();
    }
    if (!arguments.flags().contains("--no-schedules")) {
      builder.schedules();
    }
    try (LocalStack stack = builder.start()) {
      runUntilInterrupted(stack, sample, report);
    }
    return 0;
  }

  private static void runUntilInterrupted(
      LocalStack stack, Optional<SampleFolder> sample, Consumer<String> report)
      throws IOException, InterruptedException {
    try {
      if (sample.isPresent()) {
        SampleLookups.load(stack, sample.get(), report);
      } else {
        List<LookupItem> zipCodes = loadSample(stack);
        report.accept("Loaded " + Count.of(zipCodes.size(), "zip code"));
        // Nobody waits for it: training sets, which read it, take longer to be there.
        Thread.ofVirtual().start(() -> loadHistory(stack, zipCodes, report));
      }
      EnvironmentFile.write(ENVIRONMENT, stack.environment());
      System.out.printf(
          "Millrace runs at %s. Ctrl-C stops it.%nFor aws and curl: set -a; . .millrace/env%n",
          stack.url());
      String memory = ProcessMemory.now().text();
      if (!memory.isEmpty()) {
        System.out.printf("It takes %s; other functions start at their first event.%n", memory);
      }
      Thread.sleep(Duration.ofDays(Integer.MAX_VALUE));
    } finally {
      Files.deleteIfExists(ENVIRONMENT);
    }
  }

  /** Has the rows of the sample's look-up served. */
  static List<LookupItem> loadSample(LocalStack stack) throws IOException {
    List<LookupItem> items = SampleLookup.zipCodes(ROOT).items();
    new LookupItems(stack.clients().dynamoDb()).load(items);
    return items;
  }

  private static void loadHistory(
      LocalStack stack, List<LookupItem> sample, Consumer<String> report) {
    try {
      SampleHistory.append(stack, sample);
    } catch (IOException | RuntimeException failed) {
      report.accept("The sample's look-up has no history: " + failed.getMessage());
    }
  }

  static void report(String line) {
    System.err.println(line);
  }
}
