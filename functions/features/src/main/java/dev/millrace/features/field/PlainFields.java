package dev.millrace.features.field;

import static dev.millrace.features.json.PlainJson.NOT_PLAIN;

import dev.millrace.features.field.FieldTree.Node;
import dev.millrace.features.json.PlainJson;

/**
 * Picks the wanted fields from a document as most of them are: well-formed, names written without
 * escapes, the wanted ones once, and wanted strings without escapes. It checks all of the grammar
 * and gives up on everything else, however slightly unusual; {@link JsonFields} then says what it
 * is. What it does read it reads as that would: tests compare the two. Used once.
 */
final class PlainFields {
  private static final int MAXIMUM_NESTED_ARRAYS = 20;

  private final FieldTree tree;
  private final DocumentFields fields;
  private final byte[] buffer;
  private final int offset;
  private final int end;

  /** By node: whether a member was there whose name, with dots in it or not, ends at it. */
  private final long[] seen;

  private int nestedArrays;

  /** Of the bytes from offset to end. */
  PlainFields(FieldTree tree, DocumentFields fields, byte[] buffer, int offset, int end) {
    this.tree = tree;
    this.fields = fields;
    this.buffer = buffer;
    this.offset = offset;
    this.end = end;
    this.seen = new long[(tree.nodes() + Long.SIZE - 1) / Long.SIZE];
  }

  /** Whether the document is plain, and all of its wanted fields are taken. */
  boolean read() {
    int at = PlainJson.space(buffer, offset, end);
    if (at >= end || buffer[at] != '{') {
      return false;
    }
    at = object(tree.root(), at);
    return at != NOT_PLAIN && PlainJson.space(buffer, at, end) == end;
  }

  /** Reads the object that begins here; the methods below step like those of {@link PlainJson}. */
  private int object(Node node, int from) {
    int at = PlainJson.space(buffer, from + 1, end);
    if (at < end && buffer[at] == '}') {
      return at + 1;
    }
    while (true) {
      int name = at + 1;
      at = PlainJson.plainName(buffer, at, end);
      if (at == NOT_PLAIN) {
        return NOT_PLAIN;
      }
      int member = node.indexOf(buffer, name, at - 1);
      at = PlainJson.colon(buffer, at, end);
      if (at == NOT_PLAIN) {
        return NOT_PLAIN;
      }
      if (member < 0) {
        at = PlainJson.value(buffer, at, end);
      } else if (isRepeated(node.target(member))) {
        // The last of several members counts, and may clear what an earlier one held.
        return NOT_PLAIN;
      } else {
        at = member(node.target(member), at);
      }
      if (at == NOT_PLAIN) {
        return NOT_PLAIN;
      }
      at = PlainJson.space(buffer, at, end);
      if (at >= end) {
        return NOT_PLAIN;
      }
      if (buffer[at] == '}') {
        return at + 1;
      }
      if (buffer[at] != ',') {
        return NOT_PLAIN;
      }
      at = PlainJson.space(buffer, at + 1, end);
    }
  }

  private boolean isRepeated(Node target) {
    long bit = 1L << target.id;
    boolean repeated = (seen[target.id >> 6] & bit) != 0;
    seen[target.id >> 6] |= bit;
    return repeated;
  }

  private int member(Node node, int from) {
    if (from >= end) {
      return NOT_PLAIN;
    }
    if (buffer[from] == '[') {
      return array(node, from);
    }
    if (node.slot() < 0) {
      return buffer[from] == '{' ? object(node, from) : PlainJson.value(buffer, from, end);
    }
    if (buffer[from] == '{') {
      fields.set(node.slot(), Token.OBJECT);
      if (node.isLeaf()) {
        return dollarObject(node.slot(), from, true);
      }
      return mayBeDollarObject(from) ? NOT_PLAIN : object(node, from);
    }
    return scalar(node.slot(), from);
  }

  private int array(Node node, int from) {
    int at = PlainJson.space(buffer, from + 1, end);
    if (at < end && buffer[at] == ']') {
      if (node.slot() >= 0) {
        // An array of several around it may have been there under a name with dots.
        fields.set(node.slot(), Token.NOTHING);
        fields.setCount(node.slot(), 0);
      }
      return at + 1;
    }
    if (nestedArrays == MAXIMUM_NESTED_ARRAYS) {
      return NOT_PLAIN;
    }
    nestedArrays++;
    at = member(node, at);
    nestedArrays--;
    for (int count = 1; at != NOT_PLAIN; count++) {
      at = PlainJson.space(buffer, at, end);
      if (at >= end) {
        return NOT_PLAIN;
      }
      if (buffer[at] == ']') {
        if (count > 1) {
          for (int slot : node.slotsInside()) {
            fields.set(slot, Token.ARRAY);
          }
        }
        setCount(node, count);
        return at + 1;
      }
      if (buffer[at] != ',') {
        return NOT_PLAIN;
      }
      at = PlainJson.value(buffer, PlainJson.space(buffer, at + 1, end), end);
    }
    return NOT_PLAIN;
  }

  private void setCount(Node node, int count) {
    if (node.slot() >= 0) {
      fields.setCount(node.slot(), count);
    }
  }

  private int scalar(int slot, int from) {
    int at;
    switch (buffer[from]) {
      case '"' -> {
        at = PlainJson.plainString(buffer, from, end);
        fields.set(slot, Token.TEXT, from + 1, at - 1);
      }
      case 't' -> {
        at = PlainJson.literal(buffer, from, end, "true");
        fields.set(slot, Token.TRUE);
      }
      case 'f' -> {
        at = PlainJson.literal(buffer, from, end, "false");
        fields.set(slot, Token.FALSE);
      }
      case 'n' -> {
        at = PlainJson.literal(buffer, from, end, "null");
        fields.set(slot, Token.NULL);
      }
      default -> {
        at = PlainJson.number(buffer, from, end);
        fields.set(slot, Token.NUMBER, from, at);
      }
    }
    return at;
  }

  private boolean mayBeDollarObject(int from) {
    int name = PlainJson.space(buffer, from + 1, end) + 1;
    return name < end && buffer[name] == '$';
  }

  /** Over an object that may stand for a value: {@code {"$date": 1731880381293}}. */
  private int dollarObject(int slot, int from, boolean outer) {
    int nameStart = PlainJson.space(buffer, from + 1, end) + 1;
    int nameEnd = PlainJson.plainName(buffer, nameStart - 1, end) - 1;
    if (nameEnd < nameStart || !DollarObject.isName(buffer, nameStart, nameEnd)) {
      return PlainJson.value(buffer, from, end);
    }
    int at = PlainJson.colon(buffer, nameEnd + 1, end);
    if (at == NOT_PLAIN || at >= end || buffer[at] == '[' || (buffer[at] == '{' && !outer)) {
      return NOT_PLAIN;
    }
    at = buffer[at] == '{' ? dollarObject(slot, at, false) : scalar(slot, at);
    if (at == NOT_PLAIN || fields.token(slot) == Token.OBJECT) {
      return NOT_PLAIN;
    }
    at = PlainJson.space(buffer, at, end);
    if (at >= end || buffer[at] != '}') {
      return NOT_PLAIN;
    }
    if (DollarObject.isDate(buffer, nameStart, nameEnd)) {
      fields.markDate(slot);
    } else if (DollarObject.isNumber(buffer, nameStart)) {
      fields.markNumber(slot);
    }
    return at + 1;
  }
}
