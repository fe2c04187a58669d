package dev.millrace.samplemodel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes the demo's inputs: {@code sessions.ndjson} and {@code zip-codes.csv}, {@code
 * orders/orders.ndjson} and {@code orders/products.csv}; the same bytes every time.
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
    write(directory.resolve("sessions.ndjson"), events.lines(), events.counts());
    Files.writeString(directory.resolve("zip-codes.csv"), csv(events));
    SampleOrders orders = new SampleOrders();
    Path folder = Files.createDirectories(directory.resolve("orders"));
    write(folder.resolve("orders.ndjson"), orders.lines(), orders.counts());
    Files.writeString(folder.resolve("products.csv"), orders.productsCsv());
  }

  private static void write(Path file, List<String> lines, Map<String, Integer> counts)
      throws IOException {
    Files.writeString(file, String.join("\n", lines) + "\n");
    counts.forEach((kind, count) -> System.out.printf("%5d  %s%n", count, kind));
    System.out.printf("%5d  lines in all in %s%n", lines.size(), file);
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
