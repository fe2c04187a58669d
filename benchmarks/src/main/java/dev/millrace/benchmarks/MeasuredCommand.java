package dev.millrace.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;

/** Runs a command to its end, under a script of Python's that asks the system what it cost. */
final class MeasuredCommand {
  /** That of the system: Debian's packages are for it, and not for another one on the path. */
  static final String PYTHON = "/usr/bin/python3";

  private static final String SCRIPT = "benchmarks/src/main/python/measured.py";
  private static final double KIBIBYTES_PER_MEGABYTE = 1024;

  /**
   * What a command and the processes that it started took.
   *
   * @param cpuSeconds user and system time
   * @param peakMegabytes resident memory of the largest of its processes, in MB of 1,048,576 bytes
   */
  record Cost(double cpuSeconds, double peakMegabytes, double seconds) {}

  private final Path directory;

  /** Keeps its report and the command's output in a directory. */
  MeasuredCommand(Path directory) {
    this.directory = directory;
  }

  /**
   * Runs it in the current directory.
   *
   * @throws IllegalStateException when it fails
   */
  Cost run(List<String> command) throws IOException, InterruptedException {
    Path report = directory.resolve("cost");
    Path output = directory.resolve("output");
    List<String> measured = new ArrayList<>(List.of(PYTHON, SCRIPT, report.toString()));
    measured.addAll(command);
    Process process =
        new ProcessBuilder(measured)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            "%s failed: %s".formatted(String.join(" ", command), Files.readString(output)));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    try (Scanner numbers = new Scanner(report, StandardCharsets.US_ASCII).useLocale(Locale.ROOT)) {
      return new Cost(
          numbers.nextDouble(),
          numbers.nextDouble() / KIBIBYTES_PER_MEGABYTE,
          numbers.nextDouble());
    }
  }

  /** What the last command printed. */
  String output() throws IOException {
    return Files.readString(directory.resolve("output")).trim();
  }
}
