package dev.millrace.local.command;

import dev.millrace.local.LocalStack;
import dev.millrace.local.process.ProcessMemory;
import dev.millrace.local.zipcodes.LookedUpFeatures;
import dev.millrace.local.zipcodes.ZipCodeFile;
import dev.millrace.local.zipcodes.ZipCodeTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** Runs the stack until it is told to stop: {@code scripts/local}. */
public final class Local {
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Path DIRECTORY = ROOT.resolve(".millrace");
  private static final Path ENVIRONMENT = DIRECTORY.resolve("env");

  private Local() {}

  /**
   * Takes {@code --environment NAME}, {@code --port N}, {@code --fresh} and {@code --no-schedules};
   * runs in the project's root.
   */
  public static void main(String[] arguments) {
    Command.run(
        () ->
            run(
                Arguments.parse(
                    arguments,
                    Set.of("--environment", "--port"),
                    Set.of("--fresh", "--no-schedules"))));
  }

  private static int run(Arguments arguments) throws IOException, InterruptedException {
    arguments.requireNoPositional();
    int port = arguments.port("--port");
    return Stopping.run(report -> runUntilInterrupted(port, arguments, report), Local::report);
  }

  /** Where an environment keeps its data and logs: each has data of its own. */
  static Path directory(String environment) {
    return environment.equals(Synthesis.DEFAULT_ENVIRONMENT)
        ? DIRECTORY
        : DIRECTORY.resolve("environments").resolve(environment);
  }

  private static int runUntilInterrupted(int port, Arguments arguments, Consumer<String> report)
      throws IOException, InterruptedException {
    String environment = arguments.environment();
    Path assembly = new Synthesis(ROOT, DIRECTORY, environment, report).assembly();
    LocalStack.Builder builder =
        LocalStack.builder(ROOT, assembly, directory(environment)).port(port).report(report);
    if (arguments.flags().contains("--fresh")) {
      builder.fresh();
    }
    if (!arguments.flags().contains("--no-schedules")) {
      builder.schedules();
    }
    try (LocalStack stack = builder.start()) {
      runUntilInterrupted(stack, report);
    }
    return 0;
  }

  private static void runUntilInterrupted(LocalStack stack, Consumer<String> report)
      throws IOException, InterruptedException {
    try {
      int zipCodes = loadZipCodes(stack);
      report.accept("Loaded " + Count.of(zipCodes, "zip code"));
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

  /** Loads the sample zip codes into the stack's table. */
  static int loadZipCodes(LocalStack stack) throws IOException {
    Path sample = ROOT.resolve("events/zip-codes.csv");
    if (!Files.exists(sample)) {
      return 0;
    }
    return new ZipCodeTable(stack.clients().dynamoDb(), ZipCodeTable.LOCAL_NAME)
        .load(
            ZipCodeFile.read(
                sample, LookedUpFeatures.ofModels(ROOT.resolve("model-server/models"))));
  }

  static void report(String line) {
    System.err.println(line);
  }
}
