package dev.millrace.local.zipcodes;

import dev.millrace.local.StackException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A CSV file of zip codes: a header that starts with {@code zip_code}, then a number, or nothing,
 * in each column.
 */
public final class ZipCodeFile {
  private static final String KEY = "zip_code";

  private ZipCodeFile() {}

  /**
   * Reads a whole file.
   *
   * @param features that an attribute may be named after
   * @throws StackException when it is not one; it names row, column, what that held and what was
   *     expected
   */
  public static List<ZipCode> read(Path file, Set<String> features) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (MalformedInputException e) {
      throw new StackException(file + " is not UTF-8 text", e);
    }
    List<String> header =
        lines.isEmpty() ? List.of() : cells(lines.getFirst().replaceFirst("^\uFEFF", ""));
    if (header.size() < 2
        || !header.getFirst().equals(KEY)
        || new HashSet<>(header).size() != header.size()) {
      throw new StackException(
          "%s, row 1 holds '%s'; expected a header: %s, then a different name for each attribute"
              .formatted(file, lines.isEmpty() ? "" : lines.getFirst(), KEY));
    }
    for (String attribute : header.subList(1, header.size())) {
      if (!features.contains(attribute)) {
        throw new StackException(
            "%s, row 1 holds a column '%s', which no model looks up; expected some of %s"
                .formatted(file, attribute, String.join(", ", new TreeSet<>(features))));
      }
    }
    List<ZipCode> zipCodes = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int row = 2; row <= lines.size(); row++) {
      if (!lines.get(row - 1).isBlank()) {
        ZipCode zipCode = zipCode(new Row(file, row, header, cells(lines.get(row - 1))));
        if (!seen.add(zipCode.code())) {
          throw new StackException(
              "%s, row %d, column %s holds '%s', which stands in an earlier row"
                  .formatted(file, row, KEY, zipCode.code()));
        }
        zipCodes.add(zipCode);
      }
    }
    return zipCodes;
  }

  private record Row(Path file, int number, List<String> header, List<String> cells) {
    StackException problem(int column, String expected) {
      return new StackException(
          "%s, row %d, column %s holds '%s'; expected %s"
              .formatted(file, number, header.get(column), cells.get(column), expected));
    }
  }

  private static ZipCode zipCode(Row row) {
    if (row.cells().size() != row.header().size()) {
      throw new StackException(
          "%s, row %d has %d columns; expected %d, as in the header"
              .formatted(row.file(), row.number(), row.cells().size(), row.header().size()));
    }
    if (!row.cells().getFirst().matches("[0-9]{5}")) {
      throw row.problem(0, "five digits");
    }
    Map<String, BigDecimal> attributes = new LinkedHashMap<>();
    for (int column = 1; column < row.cells().size(); column++) {
      if (!row.cells().get(column).isEmpty()) {
        attributes.put(row.header().get(column), number(row, column));
      }
    }
    return new ZipCode(row.cells().getFirst(), attributes);
  }

  private static BigDecimal number(Row row, int column) {
    try {
      return new BigDecimal(row.cells().get(column));
    } catch (NumberFormatException e) {
      throw row.problem(column, "a number such as 64000 or 0.5, or nothing");
    }
  }

  /** Neither zip codes nor numbers hold commas or quotes; quotes around a cell are taken off. */
  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    for (String cell : line.split(",", -1)) {
      String stripped = cell.strip();
      boolean quoted =
          stripped.length() > 1 && stripped.startsWith("\"") && stripped.endsWith("\"");
      cells.add(quoted ? stripped.substring(1, stripped.length() - 1) : stripped);
    }
    return cells;
  }
}
