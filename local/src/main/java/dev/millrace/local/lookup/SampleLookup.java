package dev.millrace.local.lookup;

import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A sample's rows of a look-up table, in a CSV file of numbers without quotes: the key first.
 *
 * @param table the look-up table's name
 */
public record SampleLookup(String table, Path file) {
  /** The zip codes of the project's sample documents. */
  public static SampleLookup zipCodes(Path root) {
    return new SampleLookup("zip_codes", root.resolve("events/zip-codes.csv"));
  }

  /**
   * Its rows; none where the file is not there.
   *
   * @throws StackException when a line has other columns than the header, or holds no number
   */
  public List<LookupItem> items() throws IOException {
    List<LookupItem> items = new ArrayList<>();
    if (Files.exists(file)) {
      List<String> lines = Files.readAllLines(file);
      String[] header = lines.getFirst().split(",", -1);
      for (int line = 1; line < lines.size(); line++) {
        items.add(item(header, lines.get(line), line + 1));
      }
    }
    return items;
  }

  private LookupItem item(String[] header, String text, int line) {
    String[] cells = text.split(",", -1);
    if (cells.length != header.length) {
      throw new StackException(
          "%s, line %d has %d columns; expected %d, as in the header"
              .formatted(file, line, cells.length, header.length));
    }
    Map<String, BigDecimal> numbers = new HashMap<>();
    for (int column = 1; column < cells.length; column++) {
      try {
        numbers.put(header[column], new BigDecimal(cells[column]));
      } catch (NumberFormatException noNumber) {
        throw new StackException(
            "%s, line %d, column %s holds '%s'; expected a number"
                .formatted(file, line, header[column], cells[column]),
            noNumber);
      }
    }
    return new LookupItem(table, cells[0], numbers);
  }
}
