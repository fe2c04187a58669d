package dev.millrace.runs;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a run has counted: rows in, rows out, candidates. Merged into a run's row name by name, each
 * being the whole count so far and no addition, so that a step may run twice.
 *
 * @param values at most 32, by names of the form {@code [a-z][a-z0-9_]{0,62}}; none negative
 */
public record RunCounts(Map<String, Long> values) {
  public static final RunCounts NONE = new RunCounts(Map.of());

  private static final int MOST = 32;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  /** Copies the counts, and checks how many they are, their names and values. */
  public RunCounts {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
    if (values.size() > MOST) {
      throw new IllegalArgumentException(
          "A run counts %d things; expected at most %d".formatted(values.size(), MOST));
    }
    values.forEach(
        (name, count) -> {
          if (!NAME.matcher(name).matches() || count < 0) {
            throw new IllegalArgumentException(
                "The count \"%.100s\" is %d; expected a name of %s and a count that is not negative"
                    .formatted(name, count, NAME));
          }
        });
  }
}
