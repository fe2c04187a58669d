package dev.millrace.tools.features;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code scripts/features} was called with.
 *
 * @param model its {@code model.json}; empty for the calendar and zip code of sessions
 * @param lookups CSV files by the name of their look-up table
 */
record Arguments(
    List<Path> inputs,
    Path output,
    Optional<Path> model,
    FeatureFile.Format format,
    Map<String, Path> lookups) {
  private static final Set<String> OPTIONS =
      Set.of("--input", "--output", "--model", "--format", "--lookup");
  private static final Set<String> FORMER =
      Set.of("--created-date-time-path", "--zip-code-path", "--index-in-id");

  /**
   * @throws IllegalArgumentException when they cannot be used; the message is a sentence
   */
  static Arguments parse(String... arguments) {
    List<Path> inputs = new ArrayList<>();
    Map<String, Path> lookups = new LinkedHashMap<>();
    Map<String, String> single = new LinkedHashMap<>();
    String option = "";
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      if (argument.startsWith("--")) {
        option = known(argument);
        if (i + 1 == arguments.length || arguments[i + 1].startsWith("--")) {
          throw new IllegalArgumentException(option + " wants a value; see --help");
        }
        continue;
      }
      switch (option) {
        case "--input" -> inputs.add(readable(option, argument));
        case "--lookup" -> addLookup(lookups, argument);
        case "" -> throw unexpected(argument);
        default -> {
          if (single.put(option, argument) != null) {
            throw unexpected(argument);
          }
        }
      }
    }
    if (inputs.isEmpty() || !single.containsKey("--output")) {
      throw new IllegalArgumentException(
          "%s is missing; expected --input FILE... --output DIR"
              .formatted(inputs.isEmpty() ? "--input" : "--output"));
    }
    Optional<Path> model =
        Optional.ofNullable(single.get("--model")).map(file -> readable("--model", file));
    if (model.isEmpty() && !lookups.isEmpty()) {
      throw new IllegalArgumentException("--lookup is for the features of a --model");
    }
    return new Arguments(
        inputs, folder(single.get("--output")), model, format(single.get("--format")), lookups);
  }

  private static String known(String option) {
    if (FORMER.contains(option)) {
      throw new IllegalArgumentException(
          "%s is no option any more: \"record\" in the model.json of --model says where a document has its id and times; see docs/FEATURES.md"
              .formatted(option));
    }
    if (!OPTIONS.contains(option)) {
      throw unexpected(option);
    }
    return option;
  }

  private static IllegalArgumentException unexpected(String argument) {
    return new IllegalArgumentException("%s is not expected here; see --help".formatted(argument));
  }

  private static void addLookup(Map<String, Path> lookups, String argument) {
    int separator = argument.indexOf('=');
    if (separator < 1) {
      throw new IllegalArgumentException(
          "--lookup held %s, expected TABLE=FILE.csv".formatted(argument));
    }
    String table = argument.substring(0, separator);
    Path file = readable("--lookup", argument.substring(separator + 1));
    if (lookups.put(table, file) != null) {
      throw new IllegalArgumentException(
          "--lookup held the table %s twice, expected one file for each".formatted(table));
    }
  }

  private static FeatureFile.Format format(String word) {
    return word == null
        ? FeatureFile.Format.PARQUET
        : FeatureFile.Format.named(word)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--format held %s, expected parquet or ndjson".formatted(word)));
  }

  private static Path readable(String option, String name) {
    Path file = Path.of(name);
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "%s held %s, expected a file that can be read".formatted(option, file));
    }
    return file;
  }

  private static Path folder(String name) {
    Path path = Path.of(name);
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new IllegalArgumentException(
          "--output held %s, which is a file; expected a folder".formatted(path));
    }
    return path;
  }
}
