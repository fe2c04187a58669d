package dev.millrace.tools.features;

import dev.millrace.features.definition.LookupDefinition;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.lookup.KeyForm;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import dev.millrace.features.lookup.UsZipCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What {@code scripts/features} runs: {@code --input FILE... --output DIR}. */
public final class FeaturesCommand {
  private FeaturesCommand() {}

  /** Takes the command's arguments; ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** The exit status: 0 when every document is in one of the two files. */
  static int run(String... arguments) {
    try {
      Arguments parsed = Arguments.parse(arguments);
      return run(parsed, plan(parsed));
    } catch (IllegalArgumentException e) {
      System.err.println("features: " + e.getMessage());
      return 2;
    } catch (IOException e) {
      System.err.println("features: " + sentence(e));
      return 1;
    }
  }

  private static OfflinePlan plan(Arguments arguments) throws IOException {
    if (arguments.model().isEmpty()) {
      return OfflinePlan.ofSessions();
    }
    ModelDefinition model = ModelDefinition.parse(Files.readAllBytes(arguments.model().get()));
    Map<LookupKey, Optional<LookupRow>> rows = new HashMap<>();
    for (Map.Entry<String, Path> lookup : arguments.lookups().entrySet()) {
      rows.putAll(rows(model, lookup.getKey(), lookup.getValue()));
    }
    return OfflinePlan.of(model, arguments.lookups().keySet(), rows);
  }

  private static Map<LookupKey, Optional<LookupRow>> rows(
      ModelDefinition model, String table, Path file) throws IOException {
    LookupDefinition lookup =
        model.lookups().stream()
            .filter(of -> of.table().equals(table))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--lookup held the table %s, expected one of the model's: %s"
                            .formatted(
                                table,
                                model.lookups().stream().map(LookupDefinition::table).toList())));
    return LookupFile.read(
        file,
        table,
        cell ->
            lookup.form() == KeyForm.US_ZIP_CODE
                ? UsZipCode.ofText(cell).key().orElse(cell)
                : cell);
  }

  private static int run(Arguments arguments, OfflinePlan plan) throws IOException {
    plan.leftOut()
        .forEach(
            (lookup, features) ->
                System.err.println(
                    "features: %s left out, as no --lookup gives the rows of %s; its keys are in %s_key"
                        .formatted(String.join(", ", features), lookup, lookup)));
    try (FeaturesJob job =
        new FeaturesJob(plan, arguments.format(), Instant.now(), arguments.output())) {
      job.read(arguments.inputs(), Runtime.getRuntime().availableProcessors());
      FeaturesJob.Summary summary = job.complete();
      long quarantined = summary.quarantined().values().stream().mapToLong(Long::longValue).sum();
      print(arguments.output().resolve(arguments.format().fileName()).toString(), summary.rows());
      print(arguments.output().resolve(FeaturesJob.QUARANTINE).toString(), quarantined);
      summary.quarantined().forEach((reason, count) -> print("  " + reason.code(), count));
      if (summary.skippedUpdates() > 0) {
        print("updates, which hold parts of documents", summary.skippedUpdates());
      }
      return 0;
    }
  }

  private static void print(String what, long count) {
    System.out.println("%-40s %,12d".formatted(what, count));
  }

  /** A message of Java's file system is a path, and nothing else. */
  private static String sentence(IOException failed) {
    return switch (failed) {
      case AccessDeniedException denied ->
          "%s cannot be opened: permission denied".formatted(denied.getFile());
      case NoSuchFileException missing ->
          "%s cannot be opened: there is no such file".formatted(missing.getFile());
      case FileSystemException other when other.getReason() == null ->
          "%s cannot be written".formatted(other.getFile());
      default -> failed.getMessage();
    };
  }
}
