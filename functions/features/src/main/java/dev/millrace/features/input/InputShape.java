package dev.millrace.features.input;

import java.io.IOException;

/** How an input holds its documents: see {@link DocumentSource}. */
enum InputShape {
  LINES,
  ARRAY,
  BULK,
  /** Objects whose first is a search answer. */
  ANSWERS,
  /** Objects whose first goes on over lines, or has another one behind it on its line. */
  OBJECTS;

  /** Looks at the first line, and at the first character of the next; takes nothing. */
  static InputShape of(InputBuffer input) throws IOException {
    int begin = input.behindSpace(0);
    if (begin >= 0 && input.at(begin) == '[') {
      return ARRAY;
    }
    if (begin < 0 || input.at(begin) != '{') {
      return LINES;
    }
    ObjectScanner scanner = new ObjectScanner();
    scanner.begin();
    int ahead = begin;
    while (input.has(ahead)) {
      int start = input.position();
      int feed = Bytes.indexOf(input.bytes(), (byte) '\n', start + ahead, input.limit());
      int to = feed < 0 ? input.limit() : feed;
      ahead = scanner.scan(input.bytes(), start + begin, start + ahead, to) - start;
      switch (scanner.stop()) {
        case HITS -> {
          return ANSWERS;
        }
        case END -> {
          return ofWholeObject(input, begin, ahead);
        }
        default -> {
          if (feed >= 0) {
            return ofOpenObject(input, scanner, ahead);
          }
        }
      }
    }
    return LINES;
  }

  private static InputShape ofWholeObject(InputBuffer input, int begin, int end)
      throws IOException {
    int ahead = end;
    while (input.has(ahead) && input.at(ahead) != '\n') {
      if (!InputBuffer.isSpace(input.at(ahead))) {
        return input.at(ahead) == '{' ? OBJECTS : LINES;
      }
      ahead++;
    }
    int start = input.position();
    return BulkAction.of(input.bytes(), start + begin, start + end).isPresent() ? BULK : LINES;
  }

  /** A string that is open at the line's end, or an object behind it, tell a broken line. */
  private static InputShape ofOpenObject(InputBuffer input, ObjectScanner scanner, int feed)
      throws IOException {
    int next = input.behindSpace(feed);
    boolean broken = scanner.isInString() || next < 0 || input.at(next) == '{';
    return broken ? LINES : OBJECTS;
  }
}
