package dev.millrace.local.sql;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the rows of an answer are written. */
public enum ResultFormat {
  /** Columns of equal width under their names, for people. */
  TABLE {
    @Override
    void write(ResultSet rows, Appendable out) throws SQLException, IOException {
      List<List<String>> lines = new ArrayList<>();
      lines.add(names(rows.getMetaData()));
      while (rows.next()) {
        lines.add(
            row(rows).stream().map(cell -> cell.orElse("")).map(ResultFormat::oneLine).toList());
      }
      int[] widths = new int[lines.getFirst().size()];
      lines.forEach(line -> widen(widths, line));
      writeLine(lines.getFirst(), widths, out);
      writeLine(Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths, out);
      for (List<String> line : lines.subList(1, lines.size())) {
        writeLine(line, widths, out);
      }
    }
  },

  /** RFC 4180 with a header, lines that end in LF, and nothing between the commas for NULL. */
  CSV {
    @Override
    void write(ResultSet rows, Appendable out) throws SQLException, IOException {
      out.append(
              String.join(
                  ",", names(rows.getMetaData()).stream().map(ResultFormat::quoted).toList()))
          .append('\n');
      while (rows.next()) {
        out.append(
                String.join(
                    ",",
                    row(rows).stream()
                        .map(cell -> cell.map(ResultFormat::quoted).orElse(""))
                        .toList()))
            .append('\n');
      }
    }
  };

  private static final int WIDEST = 120;

  /** The format of a name in lower case. */
  public static Optional<ResultFormat> named(String name) {
    return Arrays.stream(values())
        .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst();
  }

  abstract void write(ResultSet rows, Appendable out) throws SQLException, IOException;

  static List<String> names(ResultSetMetaData metaData) throws SQLException {
    List<String> names = new ArrayList<>();
    for (int column = 1; column <= metaData.getColumnCount(); column++) {
      names.add(metaData.getColumnLabel(column));
    }
    return names;
  }

  /** A row's cells as text; empty where it is NULL. */
  static List<Optional<String>> row(ResultSet rows) throws SQLException {
    List<Optional<String>> cells = new ArrayList<>();
    for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
      cells.add(Cell.text(rows, column));
    }
    return cells;
  }

  private static void widen(int[] widths, List<String> line) {
    for (int column = 0; column < widths.length; column++) {
      widths[column] = Math.max(widths[column], line.get(column).length());
    }
  }

  private static void writeLine(List<String> line, int[] widths, Appendable out)
      throws IOException {
    StringBuilder text = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      text.append(column == 0 ? "" : "  ");
      text.append(line.get(column)).repeat(' ', widths[column] - line.get(column).length());
    }
    out.append(text.toString().stripTrailing()).append('\n');
  }

  private static String oneLine(String text) {
    String line = text.replace("\n", "\\n").replace("\r", "\\r");
    return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 1) + "…";
  }

  /** A text that is empty is quoted, so that it is not NULL. */
  private static String quoted(String text) {
    boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> "\",\n\r".indexOf(c) >= 0);
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
