package dev.millrace.ingestion.quality.suggest;

import dev.millrace.ingestion.quality.value.ExactNumbers;
import dev.millrace.ingestion.quality.value.TimeValues;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** What the values of a column have in common, in bounded memory. Not thread-safe. */
final class ColumnProfile {
  /** More different values than these are not kept. */
  static final int MOST_DISTINCT = 12;

  private static final int LONGEST_DISTINCT = 60;

  private final Set<TextShape> shapes = TextShape.all();
  private final Set<Object> distinct = new LinkedHashSet<>();
  private boolean fewDistinct = true;
  private long values;
  private long texts;
  private long numbers;
  private long times;
  private Number lowest;
  private Number highest;
  private Instant newest = Instant.MIN;

  /** Takes a value, which is not null. */
  void add(Object value) {
    values++;
    switch (value) {
      case String text -> {
        texts++;
        TextShape.retain(shapes, text);
      }
      case Number number when Double.isNaN(number.doubleValue()) -> fewDistinct = false;
      case Double infinite when infinite.isInfinite() -> fewDistinct = false;
      case Number number -> addNumber(number);
      default -> {
        // A value of another kind has no range and no shape.
      }
    }
    TimeValues.time(value)
        .ifPresent(
            time -> {
              times++;
              newest = time.isAfter(newest) ? time : newest;
            });
    addDistinct(value);
  }

  private void addNumber(Number number) {
    numbers++;
    lowest = lowest == null || ExactNumbers.compare(number, lowest) < 0 ? number : lowest;
    highest = highest == null || ExactNumbers.compare(number, highest) > 0 ? number : highest;
  }

  private void addDistinct(Object value) {
    if (!fewDistinct) {
      return;
    }
    Object kept = value instanceof Number number ? ExactNumbers.canonical(number) : value;
    boolean isShort =
        kept instanceof Long || (kept instanceof String text && text.length() <= LONGEST_DISTINCT);
    fewDistinct = isShort && (distinct.contains(kept) || distinct.size() < MOST_DISTINCT);
    if (fewDistinct) {
      distinct.add(kept);
    } else {
      distinct.clear();
    }
  }

  /** How many values there are. */
  long values() {
    return values;
  }

  /** The different values, in the order in which they came; empty where there are too many. */
  Set<Object> distinct() {
    return fewDistinct ? distinct : Set.of();
  }

  boolean isAllNumbers() {
    return values > 0 && numbers == values;
  }

  /** The lowest number; there is one where all are numbers. */
  Number lowest() {
    return lowest;
  }

  /** The highest number; there is one where all are numbers. */
  Number highest() {
    return highest;
  }

  /** The shape that all texts have; empty where there is none, or a value is no text. */
  Optional<TextShape> shape() {
    return values > 0 && texts == values ? TextShape.narrowest(shapes) : Optional.empty();
  }

  /** The newest time; empty where a value is none. */
  Optional<Instant> newest() {
    return values > 0 && times == values ? Optional.of(newest) : Optional.empty();
  }
}
