package dev.millrace.features.input;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Follows brackets and strings through JSON objects, one behind the other, and stops where a
 * document may end. It looks at nothing else, so that an object that is no JSON ends where it
 * should: a string ends at the latest with its line, brackets of another kind close all the same,
 * and a line that begins with a brace in the first column begins the next object, however many
 * brackets are open. Only where objects are written without indentation must that brace be one that
 * JSON does not allow there.
 */
final class ObjectScanner {
  /** Why {@link #scan} has stopped. */
  enum Stop {
    /** All bytes are scanned. */
    MORE,
    /** Behind the object. */
    END,
    /** Behind the bracket that opens {@code hits.hits}: the object is a search answer. */
    HITS,
    /** Before the comma behind a hit. */
    HIT,
    /** Before the bracket behind the last hit. */
    LAST_HIT,
    /** Before the brace of the next object: the one before it is broken. */
    NEXT
  }

  private static final byte[] HITS = "\"hits\"".getBytes(StandardCharsets.US_ASCII);
  private static final int DEPTH_OF_HITS = 3;

  private final BitSet arrays = new BitSet();
  private Stop stop = Stop.MORE;
  private int depth;
  private boolean inHits;

  /** Whether the scan is inside the member {@code hits} of the object's root. */
  private boolean inOuterHits;

  private boolean string;
  private boolean escape;
  private int stringBegin;

  /** Whether the last string, outside of hits, was this name. */
  private boolean namedHits;

  /** Whether the colon behind that name was the last byte of the text. */
  private boolean behindHits;

  /** The last byte outside strings that is no white space; a quote for a string. */
  private byte last;

  private boolean lineBegins;
  private boolean firstColumn;
  private int lines;

  /** Whether the layout of objects is known: that of the first one tells. */
  private boolean layoutIsKnown;

  private boolean layoutIsNext;
  private boolean indented = true;

  Stop stop() {
    return stop;
  }

  /** Line feeds that have been passed so far. */
  int lines() {
    return lines;
  }

  boolean isInString() {
    return string;
  }

  /** White space between objects, or before a hit. */
  void passSpace(byte space) {
    meet(space);
    if (space == '\n') {
      endLine();
    } else {
      firstColumn = false;
    }
  }

  /** An object begins at the next byte. */
  void begin() {
    depth = 0;
    inHits = false;
    inOuterHits = false;
    string = false;
    namedHits = false;
    behindHits = false;
    lineBegins = false;
    firstColumn = false;
  }

  /**
   * Goes on from a place in the buffer up to another.
   *
   * @param start where the object begins in the buffer: it is all there
   * @return where it stopped: {@link #stop} says why
   */
  int scan(byte[] bytes, int start, int from, int to) {
    for (int at = from; at < to; at++) {
      byte next = bytes[at];
      meet(next);
      if (string) {
        inString(bytes, start, at);
      } else if (next == '\n') {
        endLine();
      } else if (next == ' ' || next == '\t' || next == '\r') {
        firstColumn = false;
      } else {
        if (lineBegins && next == '{' && depth > 0 && firstColumn && isNextObject()) {
          // Without an indentation, what is broken may not have told the layout either.
          layoutIsKnown = indented;
          indented = true;
          return stopped(Stop.NEXT, at);
        }
        lineBegins = false;
        if (next == '"') {
          string = true;
          stringBegin = at - start;
        } else if (isStructure(next)) {
          int stopped = structure(next, at);
          if (stopped >= 0) {
            return stopped;
          }
        }
        behindHits = next == ':' && namedHits;
        namedHits &= next == ':';
        last = next;
      }
    }
    return stopped(Stop.MORE, to);
  }

  /** The second line of the first object tells how objects are laid out. */
  private void meet(byte next) {
    if (layoutIsNext && next != '\r' && next != '\n') {
      indented = next == ' ' || next == '\t';
      layoutIsNext = false;
    }
  }

  private int stopped(Stop why, int at) {
    stop = why;
    return at;
  }

  private static boolean isStructure(byte next) {
    return next == '{' || next == '[' || next == '}' || next == ']' || next == ',';
  }

  private void inString(byte[] bytes, int start, int at) {
    byte next = bytes[at];
    if (next == '\n') {
      string = false;
      escape = false;
      endLine();
    } else if (escape) {
      escape = false;
    } else if (next == '\\') {
      escape = true;
    } else if (next == '"') {
      string = false;
      int begin = start + stringBegin;
      namedHits =
          !inHits
              && depth <= 2
              && at + 1 - begin == HITS.length
              && Arrays.equals(bytes, begin, at + 1, HITS, 0, HITS.length);
    }
  }

  private void endLine() {
    lines++;
    lineBegins = true;
    firstColumn = true;
    if (!layoutIsKnown && depth > 0) {
      layoutIsKnown = true;
      layoutIsNext = true;
    }
  }

  private boolean isNextObject() {
    boolean allowed = last == ':' || last == '[' || (last == ',' && arrays.get(depth));
    return indented || !allowed;
  }

  /** Where to stop; -1 to go on. */
  private int structure(byte next, int at) {
    boolean betweenHits = inHits && depth == DEPTH_OF_HITS;
    switch (next) {
      case '{', '[' -> {
        inOuterHits |= depth == 1 && behindHits && next == '{';
        boolean hits = !inHits && depth == 2 && inOuterHits && behindHits && next == '[';
        depth++;
        arrays.set(depth, next == '[');
        if (hits) {
          inHits = true;
          behindHits = false;
          namedHits = false;
          last = next;
          return stopped(Stop.HITS, at + 1);
        }
      }
      case ',' -> {
        if (betweenHits) {
          return stopped(Stop.HIT, at);
        }
      }
      default -> {
        if (betweenHits) {
          // A brace too many is its hit's.
          return next == ']' ? stopped(Stop.LAST_HIT, at) : -1;
        }
        depth--;
        inOuterHits &= depth > 1;
        if (depth <= 0) {
          layoutIsKnown = true;
          return stopped(Stop.END, at + 1);
        }
      }
    }
    return -1;
  }

  /** Goes on behind the comma of a hit, which {@link #scan} has stopped before. */
  void passComma() {
    last = ',';
    lineBegins = false;
    firstColumn = false;
  }

  /** Goes on behind the bracket that closes the hits, which {@link #scan} has stopped before. */
  void passHits() {
    depth--;
    inHits = false;
    inOuterHits = false;
    last = ']';
    lineBegins = false;
    firstColumn = false;
  }
}
