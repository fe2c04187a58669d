package dev.millrace.features.input;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The lines of an Elasticsearch {@code _bulk} body: an action and its source together are a
 * document, the hit {@code {"_index": ..., "_id": ..., "_source": ...}} with the source's own
 * bytes; its number is the action's line. A source that is missing, or is not one JSON value, makes
 * a document that is no JSON, so that its parser names the fault, and its id where the action has
 * one. A line that is no action and follows none is a document as it stands.
 */
final class BulkCutter extends DocumentCutter {
  private static final byte[] CLOSING = {'}'};

  private final LineCutter lines;
  private byte[] hit = new byte[1 << 12];
  private int length;
  private Optional<BulkAction> waiting = Optional.empty();
  private int waitingLine;
  private long updates;

  BulkCutter(InputBuffer input) {
    this.lines = new LineCutter(input);
  }

  /** How many updates have been passed over: they hold a part of a document. */
  long updates() {
    return updates;
  }

  @Override
  boolean next() throws IOException {
    while (lines.next()) {
      Optional<BulkAction> before = waiting;
      number(before.isEmpty() ? lines.number() : waitingLine);
      Optional<BulkAction> here = BulkAction.of(lines.bytes(), lines.start(), lines.end());
      waiting = here.filter(action -> action.kind() != BulkAction.Kind.DELETE);
      waitingLine = lines.number();
      if (before.isEmpty() && here.isEmpty()) {
        return document(lines.bytes(), lines.start(), lines.end());
      }
      if (before.isPresent() && isDocument(before.get())) {
        return here.isPresent() ? withoutSource(before.get()) : withSource(before.get());
      }
    }
    Optional<BulkAction> last = waiting;
    waiting = Optional.empty();
    number(waitingLine);
    return last.isPresent() && isDocument(last.get()) && withoutSource(last.get());
  }

  private boolean isDocument(BulkAction action) {
    if (action.kind() == BulkAction.Kind.UPDATE) {
      updates++;
      return false;
    }
    return true;
  }

  private boolean withSource(BulkAction action) {
    byte[] bytes = lines.bytes();
    ElementBoundary boundary = new ElementBoundary(1, 0);
    for (int at = lines.start(); at < lines.end(); at++) {
      boolean ends = bytes[at] == ',' || bytes[at] == '}' || bytes[at] == ']';
      if (ends && boundary.isClosed()) {
        // What follows would count as the hit's own: it stands behind a hit without a source.
        withoutSource(action);
        append(bytes, lines.start(), lines.end());
        return document(hit, 0, length);
      }
      boundary.isAt(bytes[at], at);
    }
    length = 0;
    append(action.beginning(), 0, action.beginning().length);
    append(bytes, lines.start(), lines.end());
    if (boundary.isClosed()) {
      append(CLOSING, 0, CLOSING.length);
    }
    return document(hit, 0, length);
  }

  private boolean withoutSource(BulkAction action) {
    length = 0;
    append(action.beginning(), 0, action.beginning().length);
    append(CLOSING, 0, CLOSING.length);
    return document(hit, 0, length);
  }

  private void append(byte[] bytes, int from, int to) {
    int added = to - from;
    if (length + added > hit.length) {
      hit = Arrays.copyOf(hit, Math.max(2 * hit.length, length + added));
    }
    System.arraycopy(bytes, from, hit, length, added);
    length += added;
  }
}
