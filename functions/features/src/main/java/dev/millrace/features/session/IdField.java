package dev.millrace.features.session;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.features.json.UnicodeText;
import java.io.IOException;
import java.util.Optional;

/** A field that is a document's id, or a part of it. For one document. */
final class IdField {
  private final String name;
  private Optional<String> text = Optional.empty();
  private String heldInstead = Held.NOTHING;

  IdField(String name) {
    this.name = name;
  }

  /** Empty when the field held no text that can be a key. */
  Optional<String> text() {
    return text;
  }

  /** What is wrong, when {@link #text()} is empty. */
  String problem() {
    return "%s held %s, expected a string of 1 to %d bytes"
        .formatted(name, heldInstead, Session.MAXIMUM_ID_BYTES);
  }

  /** Reads the value that the parser stands on, to its end. */
  void read(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      String held = parser.getText();
      if (!held.isEmpty()
          && UnicodeText.isWellFormed(held)
          && UnicodeText.utf8Length(held) <= Session.MAXIMUM_ID_BYTES) {
        text = Optional.of(held);
        return;
      }
    }
    text = Optional.empty();
    heldInstead = Held.by(parser);
    parser.skipChildren();
  }

  void clear() {
    text = Optional.empty();
  }
}
