package dev.millrace.modelserver;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Reads instances from CSV: a row each, the model's order, no header. A field is a plain decimal
 * number, so that no field needs quotes and none is taken: splitting at commas is the whole format.
 */
final class CsvInstances {

  /** Java's own parser also takes NaN, hexadecimal numbers and a trailing f or d. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

  /** A longer field is no number that anybody means. */
  private static final int LONGEST_NUMBER = 100;

  private CsvInstances() {}

  static void read(byte[] body, Instances instances) throws RejectedRequestException {
    for (Line line : Line.split(body)) {
      row(new String(body, line.from(), line.length(), StandardCharsets.UTF_8), instances);
    }
  }

  private static void row(String row, Instances instances) throws RejectedRequestException {
    instances.begin();
    String[] fields = row.split(",", -1);
    int expected = instances.features().size();
    if (fields.length > expected) {
      throw RejectedRequestException.instance(
          instances.index(),
          "instance %d has %d fields; expected %d: %s"
              .formatted(
                  instances.index(),
                  fields.length,
                  expected,
                  String.join(", ", instances.features())));
    }
    for (int column = 0; column < fields.length; column++) {
      String field = fields[column].strip();
      if (!field.isEmpty()) {
        instances.set(column, number(column, field, instances), field);
      }
    }
    instances.end();
  }

  private static float number(int column, String field, Instances instances)
      throws RejectedRequestException {
    if (field.length() > LONGEST_NUMBER || !NUMBER.matcher(field).matches()) {
      throw instances.notANumber(column, "'" + field + "'");
    }
    return Float.parseFloat(field);
  }
}
