package dev.millrace.inference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Reads a row from a JSON object of features by name: {@code {"visits": 3, "browser": null}}. */
public final class FeatureObject {
  private FeatureObject() {}

  /**
   * Reads one row.
   *
   * @param parser stands at the object's begin; at its end afterwards
   * @throws InvalidRowException when it is no object, or not one of the model's features
   */
  public static void read(JsonParser parser, FeatureRows rows)
      throws IOException, InvalidRowException {
    rows.begin();
    if (!parser.hasToken(JsonToken.START_OBJECT)) {
      throw rows.invalidRow("is %s; expected an object".formatted(held(parser)));
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      readValue(parser, rows.column(parser.currentName()), rows);
    }
    rows.end();
  }

  private static void readValue(JsonParser parser, int column, FeatureRows rows)
      throws IOException, InvalidRowException {
    FeatureColumn feature = rows.columns().get(column);
    switch (parser.nextToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        double number = parser.getDoubleValue();
        if (!feature.type().takes(number)) {
          throw rows.invalid(column, parser.getText());
        }
        rows.setNumber(column, number);
      }
      case VALUE_STRING -> rows.setText(column, parser.getText());
      case VALUE_NULL -> rows.setMissing(column, "null");
      case VALUE_TRUE, VALUE_FALSE -> {
        if (feature.type() != ElementType.BOOL) {
          throw rows.invalid(column, parser.getText());
        }
        rows.setNumber(column, parser.getBooleanValue() ? 1 : 0);
      }
      default -> throw rows.invalid(column, held(parser));
    }
  }

  private static String held(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case null -> "nothing";
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "the string '" + parser.getText() + "'";
      default -> parser.getText();
    };
  }
}
