package dev.millrace.features.field;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.millrace.features.field.FieldTree.Node;
import dev.millrace.features.json.UnicodeText;
import java.io.IOException;
import java.util.BitSet;

/**
 * Picks the wanted fields of any document with a JSON parser. Of members with the same name in one
 * object the last counts, so that a later one clears what an earlier one held; one with dots in its
 * name and one around it add up. Used once.
 */
final class JsonFields {
  private final FieldTree tree;
  private final DocumentFields fields;

  JsonFields(FieldTree tree, DocumentFields fields) {
    this.tree = tree;
    this.fields = fields;
  }

  /**
   * Reads the document's object, to its end.
   *
   * @return false when the document begins with something else
   */
  boolean read(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw new JsonEOFException(parser, null, "The document is blank");
    }
    if (first != JsonToken.START_OBJECT) {
      return false;
    }
    object(tree.root(), parser);
    return true;
  }

  private void object(Node node, JsonParser parser) throws IOException {
    BitSet seen = new BitSet();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      member(node, name, seen, parser);
    }
  }

  /** Reads a member, to the end of its value; null in place of a node where none is wanted. */
  private void member(Node node, String name, BitSet seen, JsonParser parser) throws IOException {
    int member = node == null ? -1 : node.indexOf(name);
    parser.nextToken();
    if (member < 0) {
      parser.skipChildren();
      return;
    }
    Node target = node.target(member);
    if (seen.get(member)) {
      setAll(target, Token.NOTHING);
    }
    seen.set(member);
    value(target, parser);
  }

  private void setAll(Node node, Token token) {
    for (int slot : node.slotsInside()) {
      fields.set(slot, token);
    }
  }

  private void value(Node node, JsonParser parser) throws IOException {
    if (node.slot() >= 0) {
      fields.set(node.slot(), Token.NOTHING);
    }
    switch (parser.currentToken()) {
      case START_ARRAY -> array(node, parser);
      case START_OBJECT -> {
        if (node.slot() < 0) {
          object(node, parser);
        } else {
          objectOrValue(node.slot(), node, parser);
        }
      }
      default -> {
        if (node.slot() >= 0) {
          scalar(node.slot(), parser);
        }
      }
    }
  }

  private void array(Node node, JsonParser parser) throws IOException {
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (count == 0) {
        value(node, parser);
      } else {
        parser.skipChildren();
      }
      count++;
    }
    if (count > 1) {
      setAll(node, Token.ARRAY);
    }
    if (node.slot() >= 0) {
      fields.setCount(node.slot(), count);
    }
  }

  private void scalar(int slot, JsonParser parser) throws IOException {
    switch (parser.currentToken()) {
      case VALUE_NULL -> fields.set(slot, Token.NULL);
      case VALUE_TRUE -> fields.set(slot, Token.TRUE);
      case VALUE_FALSE -> fields.set(slot, Token.FALSE);
      case VALUE_STRING -> {
        String text = parser.getText();
        if (UnicodeText.isWellFormed(text)) {
          fields.set(slot, Token.TEXT, text);
        } else {
          fields.set(slot, Token.BROKEN_TEXT, UnicodeText.shown(text));
        }
      }
      default -> fields.set(slot, Token.NUMBER, parser.getText());
    }
  }

  /**
   * Reads an object that may stand for the value of a field, {@code {"$date": 1731880381293}}, and
   * may have wanted fields in it.
   *
   * @param inside the wanted fields; null when there are none
   */
  private void objectOrValue(int slot, Node inside, JsonParser parser) throws IOException {
    BitSet seen = new BitSet();
    String first = null;
    boolean isValue = true;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      first = first == null ? name : first;
      if (name.equals(first) && DollarObject.isName(name)) {
        isValue = dollarValue(slot, inside, name, seen, parser);
      } else {
        isValue = false;
        first = "";
        member(inside, name, seen, parser);
      }
    }
    if (first == null || !isValue) {
      fields.set(slot, Token.OBJECT);
    }
  }

  /** Reads the value of a member such as {@code $date}; false when it is no value. */
  private boolean dollarValue(int slot, Node inside, String name, BitSet seen, JsonParser parser)
      throws IOException {
    int member = inside == null ? -1 : inside.indexOf(name);
    int from = member < 0 ? slot : inside.target(member).slot();
    if (member < 0) {
      fields.set(slot, Token.NOTHING);
      switch (parser.nextToken()) {
        case START_ARRAY -> parser.skipChildren();
        case START_OBJECT -> objectOrValue(slot, null, parser);
        default -> scalar(slot, parser);
      }
    } else {
      member(inside, name, seen, parser);
    }
    if (from < 0 || !fields.isScalar(from)) {
      return false;
    }
    fields.copy(from, slot);
    if (name.equals(DollarObject.DATE)) {
      fields.markDate(slot);
    } else if (DollarObject.isNumber(name)) {
      fields.markNumber(slot);
    }
    return true;
  }
}
