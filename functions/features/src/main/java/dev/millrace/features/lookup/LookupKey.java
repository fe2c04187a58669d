package dev.millrace.features.lookup;

import java.util.Objects;

/**
 * The key of one row in a look-up table.
 *
 * @param table the look-up table's name: lower-case letters, digits and underscores
 * @param key what the row is about: 1 to {@value #MAXIMUM_KEY_BYTES} bytes of UTF-8
 */
public record LookupKey(String table, String key) {
  /** Longer keys are no keys: with the table's name they would not fit a partition key. */
  public static final int MAXIMUM_KEY_BYTES = 1024;

  /** Checks that neither is null. */
  public LookupKey {
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(key, "key");
  }

  /**
   * The key that a text names, as {@link #toString()} writes it.
   *
   * @throws IllegalArgumentException when the text has no {@code #}
   */
  public static LookupKey of(String text) {
    int separator = text.indexOf('#');
    if (separator < 0) {
      throw new IllegalArgumentException("text held no #, expected TABLE#KEY");
    }
    return new LookupKey(text.substring(0, separator), text.substring(separator + 1));
  }

  /** {@code TABLE#KEY}: the row's partition key. A table's name has no {@code #}. */
  @Override
  public String toString() {
    return table + '#' + key;
  }
}
