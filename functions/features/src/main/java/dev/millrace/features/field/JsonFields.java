package dev.millrace.features.field;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.millrace.features.field.FieldTree.Node;
import dev.millrace.features.json.UnicodeText;
import java.io.IOException;

/**
 * Picks the wanted fields of any document with a JSON parser. Of members with the same name in one
 * object the last counts, so that a later one clears what an earlier one held. Used once.
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
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      int member = node.indexOf(name);
      parser.nextToken();
      if (member < 0) {
        parser.skipChildren();
      } else {
        Node target = node.target(member);
        setAll(target, Token.NOTHING);
        value(target, parser);
      }
    }
  }

  private void setAll(Node node, Token token) {
    for (int slot : node.slotsInside()) {
      fields.set(slot, token);
    }
  }

  private void value(Node node, JsonParser parser) throws IOException {
    switch (parser.currentToken()) {
      case START_ARRAY -> array(node, parser);
      case START_OBJECT -> {
        if (node.slot() >= 0) {
          fields.set(node.slot(), Token.OBJECT);
        }
        if (node.isLeaf()) {
          dollarObject(node.slot(), parser);
        } else {
          object(node, parser);
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

  /** Reads an object that may stand for a value: {@code {"$date": 1731880381293}}. */
  private void dollarObject(int slot, JsonParser parser) throws IOException {
    boolean isValue = false;
    int members = 0;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      members++;
      if (members > 1 || !DollarObject.isName(name) || value == JsonToken.START_ARRAY) {
        parser.skipChildren();
        isValue = false;
      } else if (value == JsonToken.START_OBJECT) {
        dollarObject(slot, parser);
        isValue = fields.token(slot) != Token.OBJECT;
        markDate(slot, name);
      } else {
        scalar(slot, parser);
        isValue = true;
        markDate(slot, name);
      }
    }
    if (!isValue) {
      fields.set(slot, Token.OBJECT);
    }
  }

  private void markDate(int slot, String name) {
    if (name.equals(DollarObject.DATE)) {
      fields.markDate(slot);
    }
  }
}
