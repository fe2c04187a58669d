package dev.millrace.local.zipcodes;

import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A CSV file of zip codes: a header that starts with {@code zip_code}, then a number, or nothing,
 * in each column.
 */
public final class ZipCodeFile {
  private static final String KEY = "zip_code";
  private static final int MOST_PROBLEMS = 20;
  private static final int MOST_SHOWN = 100;

  private final Path file;
  private final List<String> header;
  private final List<ZipCode> zipCodes = new ArrayList<>();
  private final Map<String, Integer> rowOfZipCode = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private int badRows;

  private ZipCodeFile(Path file, List<String> header) {
    this.file = file;
    this.header = header;
  }

  /**
   * Reads and checks a whole file; blank lines hold no row.
   *
   * @param features that an attribute may be named after
   * @throws StackException when it is not one; it names each bad row, 20 at most, with its column,
   *     what that held and what was expected
   */
  public static List<ZipCode> read(Path file, Set<String> features) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (MalformedInputException e) {
      throw new StackException(file + " is not UTF-8 text", e);
    }
    String first = lines.isEmpty() ? "" : lines.getFirst().replaceFirst("^\uFEFF", "");
    ZipCodeFile zipCodes = new ZipCodeFile(file, header(file, first, features));
    for (int row = 2; row <= lines.size(); row++) {
      zipCodes.readRow(row, lines.get(row - 1));
    }
    return zipCodes.complete();
  }

  private static List<String> header(Path file, String line, Set<String> features) {
    List<String> header = CsvLine.cells(line).orElse(List.of());
    if (header.size() < 2
        || !header.getFirst().equals(KEY)
        || new HashSet<>(header).size() != header.size()) {
      throw new StackException(
          "%s, row 1 holds '%s'; expected a header: %s, then a different name for each attribute"
              .formatted(file, shown(line), KEY));
    }
    for (String attribute : header.subList(1, header.size())) {
      if (!features.contains(attribute)) {
        throw new StackException(
            "%s, row 1 holds a column '%s', which no model looks up; expected some of %s"
                .formatted(file, shown(attribute), String.join(", ", new TreeSet<>(features))));
      }
    }
    return header;
  }

  private void readRow(int row, String line) {
    if (line.isBlank()) {
      return;
    }
    List<String> found = new ArrayList<>();
    Optional<List<String>> cells = CsvLine.cells(line);
    if (cells.isEmpty()) {
      found.add(" holds '%s'; expected quotes around whole cells, closed".formatted(shown(line)));
    } else if (cells.get().size() != header.size()) {
      found.add(
          " has %d columns; expected %d, as in the header"
              .formatted(cells.get().size(), header.size()));
    } else {
      readCells(row, cells.get(), found);
    }
    if (!found.isEmpty()) {
      badRows++;
      if (badRows <= MOST_PROBLEMS) {
        found.forEach(problem -> problems.add("row %d%s".formatted(row, problem)));
      }
    }
  }

  private void readCells(int row, List<String> cells, List<String> found) {
    String code = cells.getFirst();
    if (!code.matches("[0-9]{5}")) {
      found.add(problem(0, code, "five digits"));
    } else {
      Integer earlier = rowOfZipCode.putIfAbsent(code, row);
      if (earlier != null) {
        found.add(
            ", column %s holds '%s', which stands in an earlier row, %d; expected it once"
                .formatted(KEY, code, earlier));
      }
    }
    Map<String, BigDecimal> attributes = new LinkedHashMap<>();
    for (int column = 1; column < cells.size(); column++) {
      String text = cells.get(column);
      if (!text.isEmpty()) {
        Optional<BigDecimal> number = DynamoDbNumber.parse(text);
        if (number.isPresent()) {
          attributes.put(header.get(column), number.get());
        } else {
          found.add(problem(column, text, DynamoDbNumber.EXPECTED));
        }
      }
    }
    zipCodes.add(new ZipCode(code, attributes));
  }

  private String problem(int column, String held, String expected) {
    return ", column %s holds '%s'; expected %s"
        .formatted(header.get(column), shown(held), expected);
  }

  private List<ZipCode> complete() {
    if (badRows > 0) {
      throw new StackException(
          "%s, %s%s"
              .formatted(
                  file,
                  String.join("\n%s, ".formatted(file), problems),
                  badRows > MOST_PROBLEMS
                      ? "\n%s, %d more rows like these".formatted(file, badRows - MOST_PROBLEMS)
                      : ""));
    }
    if (zipCodes.isEmpty()) {
      throw new StackException("%s holds a header and no row below it".formatted(file));
    }
    return zipCodes;
  }

  /** At most a hundred characters, and none that a terminal would obey. */
  private static String shown(String held) {
    String part = held.length() > MOST_SHOWN ? held.substring(0, MOST_SHOWN) + "..." : held;
    return part.replaceAll("\\p{Cntrl}", "?");
  }
}
