package dev.millrace.ingestion.rule.expression;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Parser;
import java.io.Serial;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounds of one evaluation: steps, depth, and the size of what comes about. They are counted, so
 * that a row fails at the same step each time; the clock is the last resort. For one evaluation.
 */
final class EvaluationBounds {
  /** A row's expression takes tens of steps. */
  static final int MOST_STEPS = 100_000;

  static final int DEEPEST = 150;

  /** Of one value, in characters and elements. */
  static final long LARGEST_VALUE = 1_000_000;

  /** Of all values that came about. */
  private static final long LARGEST_SUM = 20_000_000;

  private static final long LONGEST_NANOS = 5_000_000_000L;

  private final IdentityHashMap<Object, Long> sizes = new IdentityHashMap<>();
  private final long start = System.nanoTime();
  private long steps;
  private int depth;
  private long sum;

  /** An evaluation went beyond a bound. */
  static final class Exceeded extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    Exceeded(String bound) {
      super(bound, null, false, false);
    }
  }

  /** Has an evaluation with this frame kept to the bounds. */
  void watch(Jsonata.Frame frame) {
    frame.setEvaluateEntryCallback(this::entered);
    frame.setEvaluateExitCallback(this::left);
  }

  private void entered(Parser.Symbol part, Object input, Jsonata.Frame frame) {
    if (++steps > MOST_STEPS) {
      throw new Exceeded("more than %d steps".formatted(MOST_STEPS));
    }
    if (++depth > DEEPEST) {
      throw new Exceeded("a depth of more than %d".formatted(DEEPEST));
    }
    if (System.nanoTime() - start > LONGEST_NANOS) {
      throw new Exceeded("more than %d seconds".formatted(LONGEST_NANOS / 1_000_000_000));
    }
  }

  private void left(Parser.Symbol part, Object input, Jsonata.Frame frame, Object result) {
    depth--;
    sum += require(result);
    if (sum > LARGEST_SUM) {
      throw new Exceeded("values of more than %d characters and elements".formatted(LARGEST_SUM));
    }
  }

  /** The size of a value, which is not too large. */
  long require(Object value) {
    long size = size(value);
    if (size > LARGEST_VALUE) {
      throw new Exceeded(
          "a value of more than %d characters and elements".formatted(LARGEST_VALUE));
    }
    return size;
  }

  /** Each list and object is measured once, as one may be in others over and over. */
  private long size(Object value) {
    return switch (value) {
      case String text -> text.length();
      case List<?> elements when elements.size() > LARGEST_VALUE -> elements.size();
      case List<?> elements -> measured(elements, elements);
      case Map<?, ?> members -> measured(members, members.values());
      case null, default -> 1;
    };
  }

  private long measured(Object container, Iterable<?> contents) {
    Long known = sizes.get(container);
    if (known != null) {
      return known;
    }
    long size = 1;
    for (Object inner : contents) {
      size += require(inner);
    }
    sizes.put(container, size);
    return size;
  }
}
