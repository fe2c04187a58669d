package dev.millrace.features.input;

/**
 * Finds the end of one element of a JSON array: a comma or a bracket outside strings and nested
 * brackets. It looks at nothing else, so that an element which is no JSON ends where it should.
 */
final class ElementBoundary {
  private final int number;
  private final long begin;
  private int depth;
  private boolean string;
  private boolean escape;
  private long stringBegin;

  /**
   * The boundary of an element.
   *
   * @param number place of the element in its array, from 1
   * @param begin its first byte's place in the input, from 0
   */
  ElementBoundary(int number, long begin) {
    this.number = number;
    this.begin = begin;
  }

  /** Whether the element ends before this byte, which is the next one. */
  boolean isAt(byte next, long place) {
    if (string) {
      if (escape) {
        escape = false;
      } else if (next == '\\') {
        escape = true;
      } else {
        string = next != '"';
      }
      return false;
    }
    switch (next) {
      case '"' -> {
        string = true;
        stringBegin = place;
      }
      case '{', '[' -> depth++;
      case '}', ']' -> {
        if (depth == 0) {
          return next == ']';
        }
        depth--;
      }
      case ',' -> {
        return depth == 0;
      }
      default -> {
        // A part of the element, whatever it is.
      }
    }
    return false;
  }

  /** Whether no string and no bracket is open behind the bytes so far. */
  boolean isClosed() {
    return depth == 0 && !string;
  }

  /**
   * What is wrong with an array that ends within this element.
   *
   * @param end length of the input in bytes
   */
  String missing(long end) {
    String where =
        "the JSON array ends at byte %d, in element %d, which begins at byte %d"
            .formatted(end, number, begin);
    if (string) {
      return "%s: the string that begins at byte %d is open, expected its closing quote"
          .formatted(where, stringBegin);
    }
    return depth == 0
        ? where + ", expected a comma or the array's closing bracket"
        : "%s: %d of its brackets are open, expected their closing ones".formatted(where, depth);
  }
}
