package dev.millrace.ingestion.quality.check;

import dev.millrace.ingestion.quality.value.KeyLookup;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the evaluation of a run's checks is given beside the rows.
 *
 * @param protectedColumns whether a column holds personal data, none of whose values is ever shown
 * @param referencedKeys the keys that {@code references} asks for
 * @param maximumKeys how many different keys may be remembered, 1 to 134,217,728: at most 96 bytes
 *     each. The checks that remember keys share them in equal parts
 */
public record QualityContext(
    Predicate<String> protectedColumns, ReferencedKeys referencedKeys, int maximumKeys) {
  /** So many keys take at most 400 MB. */
  public static final int DEFAULT_MAXIMUM_KEYS = 4_000_000;

  private static final int LARGEST_MAXIMUM_KEYS = 1 << 27;

  /** Checks that the number is in its range. */
  public QualityContext {
    Objects.requireNonNull(protectedColumns, "protectedColumns");
    Objects.requireNonNull(referencedKeys, "referencedKeys");
    if (maximumKeys < 1 || maximumKeys > LARGEST_MAXIMUM_KEYS) {
      throw new IllegalArgumentException(
          "maximumKeys is %d, expected 1 to %d".formatted(maximumKeys, LARGEST_MAXIMUM_KEYS));
    }
  }

  /** With room for {@link #DEFAULT_MAXIMUM_KEYS}. */
  public QualityContext(Predicate<String> protectedColumns, ReferencedKeys referencedKeys) {
    this(protectedColumns, referencedKeys, DEFAULT_MAXIMUM_KEYS);
  }

  /**
   * The same for one of several checks that share the keys that may be remembered, and those of
   * another dataset where they ask for the same.
   *
   * @param checks how many of them remember keys
   */
  public QualityContext sharedBy(int checks) {
    Map<KeyReference, Optional<KeyLookup>> read = new HashMap<>();
    return new QualityContext(
        protectedColumns,
        (dataset, columns) ->
            read.computeIfAbsent(
                new KeyReference(dataset, columns), key -> referencedKeys.keys(dataset, columns)),
        Math.max(1, maximumKeys / Math.max(1, checks)));
  }
}
