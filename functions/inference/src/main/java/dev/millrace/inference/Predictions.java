package dev.millrace.inference;

import java.util.List;

/** A model's answers to rows, in their order. */
public final class Predictions {
  private final List<String> classes;
  private final boolean isSinglePrecision;
  private final int width;
  private final double[] values;

  /**
   * Room for the answers.
   *
   * @param classes of a multiclass model; empty for one score a row
   * @param isSinglePrecision whether the model computes with 32 bits
   */
  Predictions(List<String> classes, boolean isSinglePrecision, int rows) {
    this.classes = classes;
    this.isSinglePrecision = isSinglePrecision;
    this.width = Math.max(1, classes.size());
    this.values = new double[rows * width];
  }

  /** Rows that were asked for. */
  public int count() {
    return values.length / width;
  }

  /** The classes, in the order of {@code model.json}; empty where a row has a score. */
  public List<String> classes() {
    return classes;
  }

  /** Whether a number has 32 bits, so that its shortest text is that of a float. */
  public boolean isSinglePrecision() {
    return isSinglePrecision;
  }

  /** A row's score, or a class's probability: column 0 of a model with scores. */
  public double value(int row, int column) {
    return values[row * width + column];
  }

  /** The place of a row's most probable class; the first of those that are equally probable. */
  public int mostProbable(int row) {
    int best = 0;
    for (int column = 1; column < width; column++) {
      if (value(row, column) > value(row, best)) {
        best = column;
      }
    }
    return best;
  }

  /** Whether every number of a row is finite. */
  public boolean isFinite(int row) {
    for (int column = 0; column < width; column++) {
      if (!Double.isFinite(value(row, column))) {
        return false;
      }
    }
    return true;
  }

  /** A number of a row that is not finite. */
  public double firstNotFinite(int row) {
    for (int column = 0; column < width; column++) {
      if (!Double.isFinite(value(row, column))) {
        return value(row, column);
      }
    }
    throw new IllegalArgumentException("row %d is finite".formatted(row));
  }

  /** The answers of several runs of one model, one after the other. */
  public static Predictions concat(List<Predictions> parts) {
    Predictions first = parts.getFirst();
    int rows = parts.stream().mapToInt(Predictions::count).sum();
    var all = new Predictions(first.classes, first.isSinglePrecision, rows);
    int filled = 0;
    for (Predictions part : parts) {
      System.arraycopy(part.values, 0, all.values, filled, part.values.length);
      filled += part.values.length;
    }
    return all;
  }

  int width() {
    return width;
  }

  void set(int row, int column, double value) {
    values[row * width + column] = value;
  }
}
