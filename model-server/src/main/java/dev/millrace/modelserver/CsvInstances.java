package dev.millrace.modelserver;

import dev.millrace.inference.FeatureColumn;
import dev.millrace.inference.FeatureRows;
import dev.millrace.inference.InvalidRowException;
import dev.millrace.inference.TextValue;
import java.util.stream.Collectors;

/**
 * Reads instances from CSV: a row each, the model's order, no header. A number stands without
 * quotes. A text may stand in quotes, and has to where it holds a comma, a quote, a line break or
 * blanks at an end; a quote in it is doubled. An empty field without quotes is missing.
 */
final class CsvInstances {
  private final CsvFields fields;
  private final FeatureRows rows;

  private CsvInstances(byte[] body, FeatureRows rows) {
    this.fields = new CsvFields(body);
    this.rows = rows;
  }

  static void read(byte[] body, Instances instances) throws RejectedRequestException {
    var reader = new CsvInstances(body, instances.rows());
    while (reader.fields.hasRow()) {
      instances.requireRoom();
      try {
        reader.readRow();
      } catch (InvalidRowException e) {
        instances.refuse(e);
        reader.fields.skipRow();
      }
    }
  }

  private void readRow() throws InvalidRowException {
    rows.begin();
    int expected = rows.columns().size();
    int column = 0;
    boolean isLast = false;
    while (!isLast) {
      isLast = fields.next();
      if (fields.fault() != null) {
        throw rows.invalidRow("has a field, number %d, %s".formatted(column + 1, fields.fault()));
      }
      if (column < expected) {
        readField(column);
      }
      column++;
    }
    if (column > expected) {
      throw rows.invalidRow(
          "has %d fields; expected %d: %s"
              .formatted(
                  column,
                  expected,
                  rows.columns().stream()
                      .map(FeatureColumn::name)
                      .collect(Collectors.joining(", "))));
    }
    if (column < expected) {
      throw rows.lacking(column);
    }
    rows.end();
  }

  private void readField(int column) throws InvalidRowException {
    FeatureColumn feature = rows.columns().get(column);
    String text = fields.text();
    if (feature.isText()) {
      if (!fields.isQuoted() && TextValue.isMissingCategory(text)) {
        readMissing(column, feature, text);
      } else {
        rows.setText(column, text);
      }
    } else if (fields.isQuoted()) {
      throw rows.invalid(column, "the string '" + text + "'");
    } else if (TextValue.isMissingNumber(text)) {
      readMissing(column, feature, text);
    } else {
      rows.setNumber(column, text);
    }
  }

  /** An empty field of a feature that has to be there is told as a feature that is not. */
  private void readMissing(int column, FeatureColumn feature, String text)
      throws InvalidRowException {
    if (feature.isNullable() || !text.isEmpty()) {
      rows.setMissing(column, "'" + text + "'");
    }
  }
}
