package dev.millrace.features.input;

import java.io.IOException;

/**
 * Objects, one behind the other, on one line or many. Each is a document, but for a search answer:
 * its hits are. Where the first object is an answer, a document's number is its place in the input,
 * from 1, else the line that it begins on. What stands between objects is a document too, up to the
 * next line that begins with a brace: its parser says that it is no JSON.
 */
final class ObjectCutter extends DocumentCutter {
  private enum State {
    BETWEEN_OBJECTS,
    AMONG_HITS,
    BEHIND_HITS
  }

  private final InputBuffer input;
  private final ObjectScanner scanner = new ObjectScanner();
  private State state = State.BETWEEN_OBJECTS;
  private boolean numberedByPlace;
  private int place;
  private int hits;
  private long answerBegin;

  ObjectCutter(InputBuffer input) {
    this.input = input;
  }

  @Override
  boolean next() throws IOException {
    while (true) {
      boolean found =
          switch (state) {
            case BETWEEN_OBJECTS -> {
              if (!skipSpace()) {
                number(numberedByPlace ? place : number());
                yield false;
              }
              yield input.at(0) == '{' ? object() : rest();
            }
            case AMONG_HITS -> hit();
            case BEHIND_HITS -> {
              endAnswer();
              yield false;
            }
          };
      if (found) {
        return true;
      }
      if (state == State.BETWEEN_OBJECTS && !input.has(0)) {
        return false;
      }
    }
  }

  /** An object that begins here: false when it is an answer. */
  private boolean object() throws IOException {
    scanner.begin();
    int line = scanner.lines() + 1;
    int length = scan();
    switch (scanner.stop()) {
      case HITS -> {
        numberedByPlace |= place == 0;
        answerBegin = input.placeOf(input.position());
        hits = 0;
        take(length);
        state = State.AMONG_HITS;
        return false;
      }
      default -> {
        return found(line, length);
      }
    }
  }

  /** A hit that begins here: false when there is no other one. */
  private boolean hit() throws IOException {
    if (skipSpace() && hits == 0 && input.at(0) == ']') {
      endHits();
      return false;
    }
    hits++;
    int line = scanner.lines() + 1;
    int length = scan();
    switch (scanner.stop()) {
      case HIT -> {
        found(line, length);
        take(1);
        scanner.passComma();
      }
      case LAST_HIT -> {
        found(line, length);
        endHits();
      }
      case NEXT -> {
        state = State.BETWEEN_OBJECTS;
        return length > 0 && found(line, length);
      }
      default ->
          throw new DocumentInputException(
              "the input ends at byte %d, in hit %d of the search answer that begins at byte %d"
                  .formatted(input.placeOf(input.limit()), hits, answerBegin));
    }
    return true;
  }

  private void endHits() {
    take(1);
    scanner.passHits();
    state = State.BEHIND_HITS;
  }

  private void endAnswer() throws IOException {
    int length = scan();
    if (scanner.stop() == ObjectScanner.Stop.MORE) {
      throw new DocumentInputException(
          "the input ends at byte %d, behind the hits of the search answer that begins at byte %d,"
                  .formatted(input.placeOf(input.limit()), answerBegin)
              + " expected its closing brackets");
    }
    take(length);
    state = State.BETWEEN_OBJECTS;
  }

  /** What is no object, up to a line that begins with a brace. */
  private boolean rest() throws IOException {
    int line = scanner.lines() + 1;
    int ahead = 0;
    boolean lineBegins = false;
    while (input.has(ahead) && !(lineBegins && input.at(ahead) == '{')) {
      byte at = input.at(ahead);
      if (at == '\n') {
        scanner.passSpace(at);
        lineBegins = true;
      } else {
        lineBegins &= InputBuffer.isSpace(at);
      }
      ahead++;
    }
    return found(line, ahead);
  }

  /** Scans on until something is found; how far that is from the position. */
  private int scan() throws IOException {
    int ahead = 0;
    boolean more;
    do {
      more = input.has(ahead);
      int start = input.position();
      ahead = scanner.scan(input.bytes(), start, start + ahead, input.limit()) - start;
    } while (more && scanner.stop() == ObjectScanner.Stop.MORE);
    return ahead;
  }

  private boolean found(int line, int length) {
    place++;
    number(numberedByPlace ? place : line);
    int begin = input.position();
    take(length);
    return trimmedDocument(input.bytes(), begin, begin + length);
  }

  private void take(int length) {
    input.moveTo(input.position() + length);
  }

  private boolean skipSpace() throws IOException {
    while (input.has(0)) {
      if (!InputBuffer.isSpace(input.at(0))) {
        return true;
      }
      scanner.passSpace(input.at(0));
      take(1);
    }
    return false;
  }
}
