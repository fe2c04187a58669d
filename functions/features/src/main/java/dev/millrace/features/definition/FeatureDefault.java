package dev.millrace.features.definition;

import dev.millrace.features.json.JsonMembers;
import dev.millrace.features.json.UnicodeText;
import dev.millrace.features.kind.FeatureType;
import dev.millrace.features.kind.FeatureValue;
import java.util.Objects;

/** What a feature is where its field holds nothing, or something that it cannot read. */
public sealed interface FeatureDefault {
  /** There is no default: a record without the feature is quarantined. */
  record None() implements FeatureDefault {}

  /** The value is missing: NaN or an empty text for the model, null in JSON. */
  record Missing() implements FeatureDefault {}

  /** A number between -1e126 and 1e126. */
  record NumberValue(double value) implements FeatureDefault {}

  /** A text of 1 to {@value FeatureValue#MAXIMUM_TEXT_BYTES} bytes. */
  record TextValue(String value) implements FeatureDefault {
    /** Checks that it is not null. */
    public TextValue {
      Objects.requireNonNull(value, "value");
    }
  }

  /** Reads the member {@code default} of a feature. */
  static FeatureDefault read(JsonMembers feature, FeatureType type) {
    if (!feature.has("default")) {
      return new None();
    }
    Object value = feature.value("default");
    return switch (value) {
      case null -> new Missing();
      case Double number
          when type == FeatureType.NUMBER && Math.abs(number) < FeatureValue.MAGNITUDE_LIMIT ->
          new NumberValue(number);
      case String text
          when type == FeatureType.CATEGORY
              && UnicodeText.utf8Length(text) <= FeatureValue.MAXIMUM_TEXT_BYTES ->
          text.isEmpty() ? new Missing() : new TextValue(text);
      default ->
          throw feature.refused(
              "default",
              type == FeatureType.NUMBER
                  ? "a number between -1e126 and 1e126, or null"
                  : "a text of at most %,d bytes, or null"
                      .formatted(FeatureValue.MAXIMUM_TEXT_BYTES));
    };
  }
}
