package dev.millrace.samplemodel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * Writes the demo's input, {@code sessions.ndjson} and {@code zip-codes.csv}; the same bytes every
 * time.
 */
public final class GenerateEvents {
  private GenerateEvents() {}

  /**
   * Writes the files and prints how many lines there are of each kind.
   *
   * @param arguments the folder to write to
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("Expected one argument, the folder to write to.");
      System.exit(2);
    }
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    SampleEvents events = new SampleEvents();
    Files.writeString(
        directory.resolve("sessions.ndjson"), String.join("\n", events.lines()) + "\n");
    Files.writeString(directory.resolve("zip-codes.csv"), csv(events));
    events.counts().forEach((kind, count) -> System.out.printf("%5d  %s%n", count, kind));
    System.out.printf("%5d  lines in all%n", events.lines().size());
  }

  private static String csv(SampleEvents events) {
    return events.areas().stream()
        .map(
            area ->
                "%s,%d,%s\n"
                    .formatted(area.zipCode(), area.medianIncome(), area.populationDensity()))
        .collect(Collectors.joining("", "zip_code,median_income,population_density\n", ""));
  }
}
