package dev.millrace.ingestion.quality.kind;

import dev.millrace.ingestion.quality.value.ExactNumbers;
import dev.millrace.ingestion.row.JsonValues;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The first few values, in the order of their texts, of those that a check refuses: which ones does
 * not depend on the order of the rows. None of a protected column. Not thread-safe.
 */
final class ValueExamples {
  private static final int MOST = 3;
  private static final int LONGEST = 60;

  private final boolean shown;
  private final TreeSet<String> examples = new TreeSet<>();

  /**
   * No examples yet.
   *
   * @param columns that the values are of
   */
  ValueExamples(Collection<String> columns, Predicate<String> protectedColumns) {
    this.shown = columns.stream().noneMatch(protectedColumns);
  }

  void add(Object value) {
    if (shown) {
      examples.add(cut(JsonValues.text(value)));
      if (examples.size() > MOST) {
        examples.pollLast();
      }
    }
  }

  /**
   * A key of one column is shown as its value, one of several as an array; its numbers in one form,
   * because any of the rows with the key may be met first.
   */
  void addKey(List<?> values) {
    List<Object> key = values.stream().map(ValueExamples::canonical).toList();
    add(key.size() == 1 ? key.getFirst() : key);
  }

  private static Object canonical(Object value) {
    return value instanceof Number number ? ExactNumbers.canonical(number) : value;
  }

  private static String cut(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = LONGEST - (Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? 1 : 0);
    return text.substring(0, end) + '…';
  }

  /** ", such as 1, 2", or nothing. */
  String suchAs() {
    return examples.isEmpty() ? "" : ", such as " + String.join(", ", examples);
  }
}
