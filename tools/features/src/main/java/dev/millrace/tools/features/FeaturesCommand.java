package dev.millrace.tools.features;

import dev.millrace.features.session.FieldPaths;
import dev.millrace.features.session.SessionParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What {@code scripts/features} runs: {@code --input FILE... --output DIR}. */
public final class FeaturesCommand {
  private static final Duration MAXIMUM_AHEAD = Duration.ofDays(1);

  private FeaturesCommand() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** The exit status: 0 when every document is in one of the two files. */
  static int run(String... arguments) {
    try {
      return run(Arguments.parse(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println("features: " + e.getMessage());
      return 2;
    } catch (IOException e) {
      System.err.println("features: " + e.getMessage());
      return 1;
    }
  }

  private static int run(Arguments arguments) throws IOException {
    SessionParser parser = new SessionParser(arguments.paths, MAXIMUM_AHEAD);
    try (FeaturesJob job = new FeaturesJob(parser, Instant.now(), arguments.output)) {
      for (Path input : arguments.inputs) {
        try {
          job.read(input);
        } catch (IOException e) {
          throw new IOException("%s: %s".formatted(input, e.getMessage()), e);
        }
      }
      FeaturesJob.Summary summary = job.complete();
      long quarantined = summary.quarantined().values().stream().mapToLong(Long::longValue).sum();
      print(arguments.output.resolve(FeaturesJob.FEATURES).toString(), summary.rows());
      print(arguments.output.resolve(FeaturesJob.QUARANTINE).toString(), quarantined);
      summary.quarantined().forEach((reason, count) -> print("  " + reason.code(), count));
      return 0;
    }
  }

  private static void print(String what, long count) {
    System.out.println("%-40s %,12d".formatted(what, count));
  }

  private record Arguments(List<Path> inputs, Path output, FieldPaths paths) {
    static Arguments parse(String... arguments) {
      List<Path> inputs = new ArrayList<>();
      Path output = null;
      String createdDateTime = FieldPaths.DEFAULT.createdDateTime();
      String zipCode = FieldPaths.DEFAULT.zipCode();
      boolean indexInId = false;
      String option = "";
      for (int i = 0; i < arguments.length; i++) {
        String argument = arguments[i];
        if (argument.equals("--index-in-id")) {
          indexInId = true;
          option = "";
          continue;
        }
        if (argument.startsWith("--")) {
          option = argument;
          if (i + 1 == arguments.length || arguments[i + 1].startsWith("--")) {
            throw new IllegalArgumentException(known(option) + " wants a value; see --help");
          }
          continue;
        }
        switch (option) {
          case "--input" -> inputs.add(readable(Path.of(argument)));
          case "--output" -> {
            output = folder(Path.of(argument));
            option = "";
          }
          case "--created-date-time-path" -> {
            createdDateTime = argument;
            option = "";
          }
          case "--zip-code-path" -> {
            zipCode = argument;
            option = "";
          }
          default -> throw unexpected(option.isEmpty() ? argument : option);
        }
      }
      if (inputs.isEmpty() || output == null) {
        throw new IllegalArgumentException(
            "%s is missing; expected --input FILE... --output DIR"
                .formatted(inputs.isEmpty() ? "--input" : "--output"));
      }
      return new Arguments(inputs, output, new FieldPaths(createdDateTime, zipCode, indexInId));
    }

    private static String known(String option) {
      if (List.of("--input", "--output", "--created-date-time-path", "--zip-code-path")
          .contains(option)) {
        return option;
      }
      throw unexpected(option);
    }

    private static IllegalArgumentException unexpected(String argument) {
      return new IllegalArgumentException(
          "%s is not expected here; see --help".formatted(argument));
    }

    private static Path readable(Path file) {
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        throw new IllegalArgumentException(
            "--input held %s, expected a file that can be read".formatted(file));
      }
      return file;
    }

    private static Path folder(Path path) {
      if (Files.exists(path) && !Files.isDirectory(path)) {
        throw new IllegalArgumentException(
            "--output held %s, which is a file; expected a folder".formatted(path));
      }
      return path;
    }
  }
}
