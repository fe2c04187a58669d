package dev.millrace.ingestion.fetch.answer;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.fetch.RawPage;
import dev.millrace.ingestion.fetch.SourceFailures;
import dev.millrace.ingestion.row.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Answers that are CSV with a header line. Every value is a text, an empty one null. Immutable.
 *
 * @param separator between the cells of a line
 */
record CsvAnswer(char separator) implements AnswerFormat {
  private static final int MOST_COLUMNS = 2_000;
  private static final int LONGEST_CELL = 16 * 1024 * 1024;

  /** Takes {@code separator} of a source, one character; a comma where it is not there. */
  static CsvAnswer read(DefinitionObject source) {
    String separator = source.optionalText("separator").orElse(",");
    if (separator.length() != 1 || "\"\r\n".contains(separator)) {
      throw source.refused("separator", "one character other than a quote or a line break");
    }
    return new CsvAnswer(separator.charAt(0));
  }

  @Override
  public String accept() {
    return "text/csv";
  }

  @Override
  public Contents read(RawPage page) {
    return new Contents(rows(page), null);
  }

  private List<Row> rows(RawPage page) {
    AnswerRows rows = new AnswerRows();
    try (CsvReader<CsvRecord> lines =
        CsvReader.builder()
            .fieldSeparator(separator)
            .skipEmptyLines(true)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .maxBufferSize(LONGEST_CELL)
            .ofCsvRecord(AnswerText.of(page))) {
      List<String> names = null;
      for (CsvRecord line : lines) {
        if (names == null) {
          names = header(line.getFields());
        } else {
          rows.add(row(names, line));
        }
      }
    } catch (CsvParseException | UncheckedIOException malformed) {
      throw SourceFailures.source(
          "The answer is not CSV: a quote is not closed, or a cell too long");
    } catch (IOException impossible) {
      throw new UncheckedIOException("Reading CSV in memory failed", impossible);
    }
    return rows.all();
  }

  private static List<String> header(List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name.isBlank() || !seen.add(name)) {
        throw SourceFailures.source(
            "The header line of the CSV has a column without a name, or two of one name");
      }
    }
    if (names.size() > MOST_COLUMNS) {
      throw SourceFailures.limit(
          "The CSV has %d columns, expected at most %d".formatted(names.size(), MOST_COLUMNS), "");
    }
    return names;
  }

  private static Row row(List<String> names, CsvRecord line) {
    List<String> cells = line.getFields();
    if (cells.size() != names.size()) {
      throw SourceFailures.source(
          "Line %d of the CSV has %d cells, its header %d: is `separator` the right one?"
              .formatted(line.getStartingLineNumber(), cells.size(), names.size()));
    }
    Row row = new Row();
    for (int i = 0; i < cells.size(); i++) {
      row.set(names.get(i), cells.get(i).isEmpty() ? null : cells.get(i));
    }
    return row;
  }
}
