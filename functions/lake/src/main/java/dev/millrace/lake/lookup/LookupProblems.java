package dev.millrace.lake.lookup;

import dev.millrace.common.InvalidInput;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a file's rows: the first twenty problems by name, the others by number. */
final class LookupProblems {
  private static final int MOST_NAMED = 20;

  private final List<String> named = new ArrayList<>();
  private long count;

  /**
   * Adds a problem.
   *
   * @param line the row's line in the file
   * @param problem goes on behind "Line 7"
   */
  void add(long line, String problem) {
    count++;
    if (named.size() < MOST_NAMED) {
      named.add("Line %d%s".formatted(line, problem));
    }
  }

  /** Throws {@link InvalidInput} when there is a problem. */
  void throwIfAny() {
    if (count > 0) {
      throw new InvalidInput(
          "%s%s\nNothing was loaded"
              .formatted(
                  String.join("\n", named),
                  count > named.size()
                      ? "\n%,d more problems like these".formatted(count - named.size())
                      : ""));
    }
  }
}
