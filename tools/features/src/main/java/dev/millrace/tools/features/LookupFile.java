package dev.millrace.tools.features;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.millrace.features.json.UnicodeText;
import dev.millrace.features.lookup.AttributeNumber;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The rows of a look-up table in a CSV file, as {@code scripts/load-lookup} takes it: a header, the
 * key in the first column, an attribute in each other one. A column is numbers when each of its
 * values is one, else texts; an empty cell holds nothing.
 */
final class LookupFile {
  private final Path file;
  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();
  private final BitSet texts = new BitSet();

  private LookupFile(Path file, List<String> header) {
    this.file = file;
    this.header = header;
  }

  /**
   * Reads a whole file.
   *
   * @param table the rows' look-up table
   * @param key how a cell is read as a key
   * @throws IOException when it cannot be read, or is no such file; the message is a sentence
   */
  static Map<LookupKey, Optional<LookupRow>> read(
      Path file, String table, UnaryOperator<String> key) throws IOException {
    try (CsvReader<CsvRecord> records =
        CsvReader.builder().allowUnclosedQuote(false).detectBomHeader(true).ofCsvRecord(file)) {
      LookupFile lookup = null;
      for (CsvRecord record : records) {
        List<String> cells = record.getFields().stream().map(String::strip).toList();
        if (lookup == null) {
          lookup = new LookupFile(file, cells);
        } else {
          lookup.add(record.getStartingLineNumber(), cells);
        }
      }
      if (lookup == null) {
        throw new IOException("%s: it is empty, expected a header and rows".formatted(file));
      }
      return lookup.byKey(table, key);
    } catch (CsvParseException broken) {
      throw new IOException(
          "%s: it is no CSV, expected equally many cells in each line and quotes that are closed"
              .formatted(file),
          broken);
    }
  }

  private void add(long line, List<String> cells) throws IOException {
    if (cells.size() != header.size()) {
      throw new IOException(
          "%s: line %d has %d columns, expected %d, as in the header"
              .formatted(file, line, cells.size(), header.size()));
    }
    if (cells.getFirst().isEmpty()) {
      throw new IOException(
          "%s: line %d has no key in column %s, expected one"
              .formatted(file, line, header.getFirst()));
    }
    for (int i = 1; i < cells.size(); i++) {
      if (!cells.get(i).isEmpty() && AttributeNumber.plain(cells.get(i)).isEmpty()) {
        texts.set(i);
      }
    }
    rows.add(cells);
  }

  private Map<LookupKey, Optional<LookupRow>> byKey(String table, UnaryOperator<String> key)
      throws IOException {
    Map<LookupKey, Optional<LookupRow>> byKey = new HashMap<>();
    for (List<String> cells : rows) {
      LookupKey of = new LookupKey(table, key.apply(cells.getFirst()));
      if (byKey.put(of, Optional.of(row(cells))) != null) {
        throw new IOException(
            "%s: column %s holds \"%s\" twice, expected each key once"
                .formatted(file, header.getFirst(), UnicodeText.shown(cells.getFirst())));
      }
    }
    return byKey;
  }

  private LookupRow row(List<String> cells) {
    Map<String, Double> numbers = new HashMap<>();
    Map<String, String> values = new HashMap<>();
    for (int i = 1; i < cells.size(); i++) {
      if (!cells.get(i).isEmpty()) {
        if (texts.get(i)) {
          values.put(header.get(i), cells.get(i));
        } else {
          numbers.put(header.get(i), Double.valueOf(cells.get(i)));
        }
      }
    }
    return new LookupRow(numbers, values);
  }
}
