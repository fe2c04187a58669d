package dev.millrace.local.zipcodes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A line of a CSV file: cells between commas, which may stand in quotes. */
final class CsvLine {
  private final String line;
  private int position;

  private CsvLine(String line) {
    this.line = line;
  }

  /**
   * The cells, without the white space around them and without their quotes. In quotes a comma is
   * text, and two quotes are one.
   *
   * @return empty where a quote is not closed, or stands beside other text
   */
  static Optional<List<String>> cells(String text) {
    CsvLine line = new CsvLine(text);
    List<String> cells = new ArrayList<>();
    while (true) {
      Optional<String> cell = line.isAtQuote() ? line.quotedCell() : line.plainCell();
      if (cell.isEmpty()) {
        return Optional.empty();
      }
      cells.add(cell.get().strip());
      if (line.position == text.length()) {
        return Optional.of(cells);
      }
      line.position++;
    }
  }

  private boolean isAtQuote() {
    skipSpace();
    return position < line.length() && line.charAt(position) == '"';
  }

  private Optional<String> plainCell() {
    int comma = line.indexOf(',', position);
    int end = comma < 0 ? line.length() : comma;
    String cell = line.substring(position, end);
    position = end;
    return cell.indexOf('"') < 0 ? Optional.of(cell) : Optional.empty();
  }

  private Optional<String> quotedCell() {
    StringBuilder cell = new StringBuilder();
    while (true) {
      int quote = line.indexOf('"', position + 1);
      if (quote < 0) {
        return Optional.empty();
      }
      cell.append(line, position + 1, quote);
      position = quote + 1;
      if (position == line.length() || line.charAt(position) != '"') {
        break;
      }
      cell.append('"');
    }
    skipSpace();
    boolean ends = position == line.length() || line.charAt(position) == ',';
    return ends ? Optional.of(cell.toString()) : Optional.empty();
  }

  private void skipSpace() {
    while (position < line.length() && Character.isWhitespace(line.charAt(position))) {
      position++;
    }
  }
}
