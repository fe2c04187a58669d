package dev.millrace.inference;

import java.io.Serial;
import java.util.Optional;

/** A row holds what its model does not take; the message is a sentence for whoever sent the row. */
public final class InvalidRowException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  private final int row;
  private final String feature;

  /**
   * The refusal of a row.
   *
   * @param row its place; the first is 0
   * @param feature that the sentence is about; null where it is about the row as a whole
   */
  public InvalidRowException(int row, String feature, String message) {
    super(message, null, false, false);
    this.row = row;
    this.feature = feature;
  }

  /** The row's place; the first is 0. */
  public int row() {
    return row;
  }

  /** The feature that the sentence is about; empty where it is about the row as a whole. */
  public Optional<String> feature() {
    return Optional.ofNullable(feature);
  }
}
