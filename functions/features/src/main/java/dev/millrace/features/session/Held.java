package dev.millrace.features.session;

import com.fasterxml.jackson.core.JsonParser;
import dev.millrace.features.json.UnicodeText;
import java.io.IOException;

/** How a sentence shows what a field held. */
final class Held {

  static final String NOTHING = "nothing";
  static final String AN_OBJECT = "an object";

  private Held() {}

  /** The value that the parser stands on: at most 100 characters of it. */
  static String by(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> AN_OBJECT;
      case START_ARRAY -> "an array";
      case VALUE_STRING -> '"' + UnicodeText.shown(parser.getText()) + '"';
      default -> UnicodeText.shown(parser.getText());
    };
  }
}
