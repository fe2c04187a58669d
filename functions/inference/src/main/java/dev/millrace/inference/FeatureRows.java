package dev.millrace.inference;

import dev.millrace.features.json.UnicodeText;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rows of raw values for a model, filled value by value and checked against the types of the
 * model's inputs. For one thread while it is filled.
 */
public final class FeatureRows {
  private static final int FIRST_ROWS = 16;

  private final List<FeatureColumn> columns;
  private final String noun;
  private final Map<String, Integer> places = new HashMap<>();
  private final BitSet given = new BitSet();
  private final boolean hasTexts;
  private double[] numbers;
  private String[] texts;
  private int count;

  /**
   * No rows yet.
   *
   * @param columns the model's, in its order
   * @param noun what a sentence calls a row: "instance"
   */
  public FeatureRows(List<FeatureColumn> columns, String noun) {
    this(columns, noun, new double[FIRST_ROWS * columns.size()], new String[0], 0);
    if (hasTexts) {
      texts = new String[numbers.length];
    }
  }

  private FeatureRows(
      List<FeatureColumn> columns, String noun, double[] numbers, String[] texts, int count) {
    this.columns = List.copyOf(columns);
    this.noun = noun;
    this.numbers = numbers;
    this.texts = texts;
    this.count = count;
    this.hasTexts = columns.stream().anyMatch(FeatureColumn::isText);
    for (FeatureColumn column : columns) {
      places.put(column.name(), places.size());
    }
  }

  /** One row of zeros and empty texts. */
  static FeatureRows ofZeros(List<FeatureColumn> columns) {
    var rows = new FeatureRows(columns, "row");
    Arrays.fill(rows.texts, "");
    rows.count = 1;
    return rows;
  }

  /** The model's features, in its order. */
  public List<FeatureColumn> columns() {
    return columns;
  }

  /** Rows that are complete or abandoned; also the place of the row that is being filled. */
  public int count() {
    return count;
  }

  /** A number of a complete row; NaN where it is missing. */
  public double number(int row, int column) {
    return numbers[row * columns.size() + column];
  }

  /** A text of a complete row; empty where it is missing. */
  public String text(int row, int column) {
    return texts[row * columns.size() + column];
  }

  /** A copy of some complete rows. */
  public FeatureRows copyOf(int from, int to) {
    int width = columns.size();
    return new FeatureRows(
        columns,
        noun,
        Arrays.copyOfRange(numbers, from * width, to * width),
        hasTexts ? Arrays.copyOfRange(texts, from * width, to * width) : texts,
        to - from);
  }

  /** Begins the next row. */
  public void begin() {
    given.clear();
    int needed = (count + 1) * columns.size();
    if (needed > numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * needed);
      if (hasTexts) {
        texts = Arrays.copyOf(texts, 2 * needed);
      }
    }
  }

  /**
   * The column of a feature.
   *
   * @throws InvalidRowException when the model has no such feature, or the row has it already
   */
  public int column(String feature) throws InvalidRowException {
    Integer column = places.get(feature);
    if (column == null) {
      String shown = UnicodeText.shown(feature);
      throw new InvalidRowException(
          count,
          shown,
          "%s %d has the unknown feature '%s'; expected %s"
              .formatted(noun, count, shown, names(columns)));
    }
    if (given.get(column)) {
      throw new InvalidRowException(
          count, feature, "%s %d has the feature '%s' twice".formatted(noun, count, feature));
    }
    return column;
  }

  /**
   * Sets a number.
   *
   * @throws InvalidRowException when the input does not hold it: an infinite number, a fraction for
   *     a whole number, any number for a text
   */
  public void setNumber(int column, double number) throws InvalidRowException {
    if (!columns.get(column).type().takes(number)) {
      throw invalid(column, Double.toString(number));
    }
    given.set(column);
    numbers[count * columns.size() + column] = number;
  }

  /**
   * Sets a text.
   *
   * @throws InvalidRowException when the feature is a number
   */
  public void setText(int column, String text) throws InvalidRowException {
    if (!columns.get(column).isText()) {
      throw invalid(column, "the string '" + text + "'");
    }
    given.set(column);
    texts[count * columns.size() + column] = text;
  }

  /**
   * Sets a number from a text that holds one.
   *
   * @throws InvalidRowException when it holds none, or one that the input does not hold
   */
  public void setNumber(int column, String text) throws InvalidRowException {
    double number = TextValue.number(text).orElseThrow(() -> invalid(column, "'" + text + "'"));
    if (!columns.get(column).type().takes(number)) {
      throw invalid(column, "'" + text + "'");
    }
    setNumber(column, number);
  }

  /**
   * Says that a value is missing.
   *
   * @param held what stands there instead: "null"
   * @throws InvalidRowException when the feature has to be there, or its input has no value for
   *     what is missing
   */
  public void setMissing(int column, String held) throws InvalidRowException {
    FeatureColumn feature = columns.get(column);
    if (!feature.isNullable()) {
      throw invalid(column, held);
    }
    if (feature.isText()) {
      texts[count * columns.size() + column] = "";
    } else if (feature.type().hasNaN()) {
      numbers[count * columns.size() + column] = Double.NaN;
    } else {
      throw new InvalidRowException(
          count,
          feature.name(),
          "%s %d: feature '%s' is missing (%s); expected %s, for an input of type %s has no missing value"
              .formatted(
                  noun, count, feature.name(), held, feature.type().expected(), feature.type()));
    }
    given.set(column);
  }

  /**
   * Ends the row; features that may be missing and were not given are missing.
   *
   * @throws InvalidRowException when another one was not given
   */
  public void end() throws InvalidRowException {
    for (int column = given.nextClearBit(0);
        column < columns.size();
        column = given.nextClearBit(column)) {
      if (!columns.get(column).isNullable()) {
        throw lacking(column);
      }
      setMissing(column, "absent");
    }
    count++;
  }

  /** Leaves the row that is being filled incomplete; its place is taken, and it has no values. */
  public void abandon() {
    count++;
  }

  /** The refusal of the row that is being filled for want of a feature. */
  public InvalidRowException lacking(int column) {
    String feature = columns.get(column).name();
    return new InvalidRowException(
        count, feature, "%s %d lacks the feature '%s'".formatted(noun, count, feature));
  }

  /**
   * The refusal of a value.
   *
   * @param held what the row holds, in a reader's words: "an array"
   */
  public InvalidRowException invalid(int column, String held) {
    FeatureColumn feature = columns.get(column);
    return new InvalidRowException(
        count,
        feature.name(),
        "%s %d: feature '%s' holds %s; expected %s"
            .formatted(
                noun, count, feature.name(), UnicodeText.shown(held), feature.type().expected()));
  }

  /**
   * The refusal of the row that is being filled as a whole.
   *
   * @param predicate of the sentence about it: "is an array"
   */
  public InvalidRowException invalidRow(String predicate) {
    return new InvalidRowException(count, null, "%s %d %s".formatted(noun, count, predicate));
  }

  static String names(List<FeatureColumn> columns) {
    return columns.stream().map(FeatureColumn::name).collect(Collectors.joining(", "));
  }
}
