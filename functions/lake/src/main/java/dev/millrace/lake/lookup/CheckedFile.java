package dev.millrace.lake.lookup;

import dev.millrace.common.InvalidInput;
import dev.millrace.features.json.UnicodeText;
import dev.millrace.features.lookup.AttributeNumber;
import dev.millrace.tables.lookup.StoredAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A file of which each row can be loaded: one row a key, each column numbers or texts. */
final class CheckedFile {
  /** Their keys are in memory, and their rows as far as they wait to be written. */
  static final int MOST_ROWS = 1_000_000;

  /** A row is one item of DynamoDB, which takes 400 KB, and a hundred of them are one answer. */
  private static final int MOST_ROW_BYTES = 64 * 1024;

  private final LookupFile file;
  private final FileKeyForm form;
  private final List<ColumnValues> columns = new ArrayList<>();
  private final Map<String, Long> lines = new HashMap<>();
  private final LookupProblems problems = new LookupProblems();

  /**
   * Checks every row.
   *
   * @throws InvalidInput when a row cannot be loaded: it names up to twenty of those
   */
  CheckedFile(LookupFile file, FileKeyForm form) {
    this.file = file;
    this.form = form;
    file.header().forEach(name -> columns.add(new ColumnValues(name)));
    file.forEachRow(this::check);
    attributeColumns().forEach(column -> column.addProblemsTo(problems));
    problems.throwIfAny();
    if (lines.isEmpty()) {
      throw new InvalidInput("The file holds a header and no row below it");
    }
  }

  private boolean check(long line, List<String> cells) {
    if (cells.equals(file.header())) {
      problems.add(line, " repeats the header; expected it once");
    } else if (cells.size() != columns.size()) {
      problems.add(
          line,
          " has %d columns; expected %d, as in the header".formatted(cells.size(), columns.size()));
    } else {
      checkKey(line, cells.get(file.keyColumn()));
      checkAttributes(line, cells);
    }
    if (lines.size() > MOST_ROWS) {
      throw new InvalidInput(
          "The file holds more than %,d rows; expected that many at most: load it in several files, with one and the same valid_from"
              .formatted(MOST_ROWS));
    }
    return true;
  }

  private void checkKey(long line, String cell) {
    String name = columns.get(file.keyColumn()).name();
    form.key(cell)
        .ifPresentOrElse(
            key -> {
              Long earlier = lines.putIfAbsent(key, line);
              if (earlier != null) {
                problems.add(
                    line,
                    ", column %s holds \"%s\", which line %d has too; expected each key once"
                        .formatted(name, UnicodeText.shown(cell), earlier));
              }
            },
            () ->
                problems.add(
                    line,
                    ", column %s holds \"%s\"; expected %s"
                        .formatted(name, UnicodeText.shown(cell), form.expected())));
  }

  private void checkAttributes(long line, List<String> cells) {
    int bytes = 0;
    for (int column = 0; column < cells.size(); column++) {
      bytes += UnicodeText.utf8Length(cells.get(column));
      if (column != file.keyColumn()) {
        columns.get(column).add(line, cells.get(column));
      }
    }
    if (bytes > MOST_ROW_BYTES) {
      problems.add(line, " holds %,d bytes; expected %,d at most".formatted(bytes, MOST_ROW_BYTES));
    }
  }

  /** How many rows it has. */
  int rows() {
    return lines.size();
  }

  /** Whether it has a row of this key. */
  boolean holds(String key) {
    return lines.containsKey(key);
  }

  /** The columns that hold attributes. */
  List<ColumnValues> attributeColumns() {
    return columns.stream().filter(column -> column != columns.get(file.keyColumn())).toList();
  }

  /** Takes the rows of a file, one after the other. */
  @FunctionalInterface
  interface RowReader {
    /**
     * Takes one.
     *
     * @param line the row's first line in the file, from 1
     * @return whether it takes more
     */
    boolean row(long line, String key, StoredAttributes attributes);
  }

  /** Hands the rows out, in their order. */
  void forEachRow(RowReader reader) {
    file.forEachRow(
        (line, cells) ->
            reader.row(
                line, form.key(cells.get(file.keyColumn())).orElseThrow(), attributes(cells)));
  }

  private StoredAttributes attributes(List<String> cells) {
    Map<String, String> values = new HashMap<>();
    Set<String> numbers = new HashSet<>();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      if (i != file.keyColumn() && !cell.isEmpty()) {
        ColumnValues column = columns.get(i);
        if (column.isNumber()) {
          numbers.add(column.name());
        }
        values.put(
            column.name(), column.isNumber() ? AttributeNumber.plain(cell).orElseThrow() : cell);
      }
    }
    return new StoredAttributes(values, numbers);
  }
}
