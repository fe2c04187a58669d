package dev.millrace.lake.lookup;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.millrace.common.InvalidInput;
import dev.millrace.features.json.UnicodeText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A CSV file in memory: UTF-8, with or without a byte order mark, a header, then rows. Cells lose
 * the white space around them; blank lines hold no row.
 */
final class LookupFile {
  /** A cell in quotes that are not closed would take the whole file. */
  private static final int LONGEST_CELL = 1024 * 1024;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final byte[] content;
  private final int start;
  private final List<String> header;
  private final int keyColumn;

  /**
   * Reads the header.
   *
   * @param key the column that holds the keys; empty is the first
   * @throws InvalidInput when the header cannot be used
   */
  LookupFile(byte[] content, Optional<String> key) {
    this.content = content;
    this.start = hasByteOrderMark() ? BYTE_ORDER_MARK.length : 0;
    this.header = readHeader();
    this.keyColumn = key.map(this::column).orElse(0);
    requireNames();
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
    boolean row(long line, List<String> cells);
  }

  /** The names of all columns. */
  List<String> header() {
    return header;
  }

  /** The place of the column that holds the keys. */
  int keyColumn() {
    return keyColumn;
  }

  /**
   * Hands the rows out, in their order.
   *
   * @throws InvalidInput when the file is no CSV file in UTF-8
   */
  void forEachRow(RowReader reader) {
    read(
        records -> {
          records.next();
          while (records.hasNext()) {
            CsvRecord record = records.next();
            List<String> cells = cells(record);
            boolean isBlank = cells.size() == 1 && cells.getFirst().isEmpty();
            if (!isBlank && !reader.row(record.getStartingLineNumber(), cells)) {
              return;
            }
          }
        });
  }

  private boolean hasByteOrderMark() {
    for (int i = 0; i < BYTE_ORDER_MARK.length; i++) {
      if (i >= content.length || content[i] != BYTE_ORDER_MARK[i]) {
        return false;
      }
    }
    return true;
  }

  private List<String> readHeader() {
    List<List<String>> first = new ArrayList<>(1);
    read(
        records -> {
          if (records.hasNext()) {
            first.add(cells(records.next()));
          }
        });
    if (first.isEmpty()) {
      throw new InvalidInput("The file is empty; expected a header, then a row for each key");
    }
    return first.getFirst();
  }

  private int column(String name) {
    int column = header.indexOf(name);
    if (column < 0) {
      throw InvalidInput.field(
          "key", UnicodeText.shown(name), "one of the file's columns, " + header);
    }
    return column;
  }

  private void requireNames() {
    Set<String> seen = new HashSet<>();
    for (int column = 0; column < header.size(); column++) {
      String name = header.get(column);
      if (!seen.add(name)) {
        throw new InvalidInput(
            "Line 1 holds the column \"%s\" twice; expected different names"
                .formatted(UnicodeText.shown(name)));
      }
      if (column != keyColumn && !LookupName.isName(name)) {
        throw new InvalidInput(
            "Line 1, column %d holds \"%s\"; expected %s"
                .formatted(column + 1, UnicodeText.shown(name), LookupName.EXPECTED));
      }
    }
  }

  @FunctionalInterface
  private interface RecordsReader {
    void read(Iterator<CsvRecord> records);
  }

  private void read(RecordsReader reader) {
    try (Reader text =
            new InputStreamReader(
                new ByteArrayInputStream(content, start, content.length - start),
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT));
        CsvReader<CsvRecord> records =
            CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .trimWhitespacesAroundQuotes(true)
                .maxBufferSize(LONGEST_CELL)
                .ofCsvRecord(text)) {
      Numbered numbered = new Numbered(records.iterator());
      try {
        reader.read(numbered);
      } catch (CsvParseException broken) {
        throw new InvalidInput(
            "The file is no CSV behind line %d; expected quotes around whole cells, closed, and cells of less than 1 MiB"
                .formatted(numbered.line),
            broken);
      } catch (UncheckedIOException unreadable) {
        throw unreadable.getCause() instanceof CharacterCodingException
            ? new InvalidInput(
                "The file is not UTF-8 text behind line %d".formatted(numbered.line), unreadable)
            : unreadable;
      }
    } catch (IOException closing) {
      throw new UncheckedIOException(closing);
    }
  }

  /** Knows on which line the last record began. */
  private static final class Numbered implements Iterator<CsvRecord> {
    private final Iterator<CsvRecord> records;
    private long line;

    Numbered(Iterator<CsvRecord> records) {
      this.records = records;
    }

    @Override
    public boolean hasNext() {
      return records.hasNext();
    }

    @Override
    public CsvRecord next() {
      CsvRecord record = records.next();
      line = record.getStartingLineNumber();
      return record;
    }
  }

  private static List<String> cells(CsvRecord record) {
    return record.getFields().stream().map(String::strip).toList();
  }
}
