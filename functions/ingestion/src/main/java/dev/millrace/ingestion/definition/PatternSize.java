package dev.millrace.ingestion.definition;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a regular expression of RE2 becomes once its counted repetitions are written out, which
 * is what compiling it does: {@code (x{1000}){1000}} takes a million instructions. It is reckoned
 * before compiling, and is never less than the number of atoms that are compiled.
 */
public final class PatternSize {
  private static final Pattern COUNTED = Pattern.compile("\\{([0-9]{1,4})(?:,([0-9]{0,4}))?\\}");
  private static final long LARGEST = 1_000_000_000;

  private final String pattern;
  private final Deque<Long> outer = new ArrayDeque<>();
  private int position;
  private long size;
  private long lastAtom;

  private PatternSize(String pattern) {
    this.pattern = pattern;
  }

  /** The size of a pattern, which may be no pattern at all; at most 1,000,000,000. */
  public static long of(String pattern) {
    // What is quoted need not have balanced brackets.
    return pattern.contains("\\Q") ? LARGEST : new PatternSize(pattern).reckon();
  }

  private long reckon() {
    while (position < pattern.length()) {
      char next = pattern.charAt(position++);
      switch (next) {
        case '(' -> {
          outer.push(size);
          size = 1;
          lastAtom = 0;
        }
        case ')' -> {
          lastAtom = size;
          size = added(outer.isEmpty() ? 0 : outer.pop(), lastAtom);
        }
        case '{' -> repeat();
        case '[' -> {
          skipClass();
          atom();
        }
        case '\\' -> {
          position++;
          atom();
        }
        case '*', '+', '?' -> size = added(size, 1);
        default -> atom();
      }
    }
    while (!outer.isEmpty()) {
      size = added(size, outer.pop());
    }
    return size;
  }

  private void atom() {
    lastAtom = 1;
    size = added(size, 1);
  }

  private void repeat() {
    Matcher counted = COUNTED.matcher(pattern).region(position - 1, pattern.length());
    if (!counted.lookingAt()) {
      atom();
      return;
    }
    position = counted.end();
    String most = counted.group(2);
    long times =
        Math.max(
            Math.max(1, Integer.parseInt(counted.group(1))),
            most == null || most.isEmpty() ? 1 : Integer.parseInt(most));
    size = added(size, Math.min(LARGEST, lastAtom * (times - 1)));
    lastAtom = Math.min(LARGEST, lastAtom * times);
  }

  /** Goes behind the class that begins at the bracket before the position. */
  private void skipClass() {
    if (at("^")) {
      position++;
    }
    if (at("]")) {
      position++;
    }
    while (position < pattern.length() && !at("]")) {
      if (at("[:")) {
        int end = pattern.indexOf(":]", position + 2);
        position = end < 0 ? position + 1 : end + 2;
      } else {
        position += at("\\") ? 2 : 1;
      }
    }
    position++;
  }

  private boolean at(String text) {
    return pattern.startsWith(text, position);
  }

  private static long added(long one, long two) {
    return Math.min(LARGEST, one + two);
  }
}
