package dev.millrace.features.input;

import java.io.IOException;

/** Each element of one JSON array is a document; its number is its place, from 1. */
final class ElementCutter extends DocumentCutter {
  private final InputBuffer input;
  private boolean closed;

  /** The input stands behind the array's opening bracket. */
  ElementCutter(InputBuffer input) {
    this.input = input;
  }

  @Override
  boolean next() throws IOException {
    boolean more = skipSpace();
    if (more && number() == 0 && input.at(0) == ']') {
      input.moveTo(input.position() + 1);
      closed = true;
    }
    if (closed) {
      requireNothingMore();
      return false;
    }
    number(number() + 1);
    ElementBoundary boundary = new ElementBoundary(number(), input.placeOf(input.position()));
    int ahead = 0;
    while (true) {
      if (!input.has(ahead)) {
        throw new DocumentInputException(boundary.missing(input.placeOf(input.limit())));
      }
      byte at = input.at(ahead);
      if (boundary.isAt(at, input.placeOf(input.position() + ahead))) {
        closed = at == ']';
        int begin = input.position();
        input.moveTo(begin + ahead + 1);
        return trimmedDocument(input.bytes(), begin, begin + ahead);
      }
      ahead++;
    }
  }

  private void requireNothingMore() throws IOException {
    if (skipSpace()) {
      throw new DocumentInputException(
          "behind the JSON array, at byte %d, comes \"%s\", expected nothing"
              .formatted(input.placeOf(input.position()), input.beginning()));
    }
  }

  private boolean skipSpace() throws IOException {
    int ahead = input.behindSpace(0);
    input.moveTo(ahead < 0 ? input.limit() : input.position() + ahead);
    return ahead >= 0;
  }
}
