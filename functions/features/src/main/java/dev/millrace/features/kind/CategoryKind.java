package dev.millrace.features.kind;

import dev.millrace.features.field.DocumentFields;

/**
 * A text. A number is the text of its value ({@code 7} for {@code 7.0}), true and false are {@code
 * true} and {@code false}.
 */
final class CategoryKind implements FeatureKind {

  @Override
  public void compute(DocumentFields fields, int[] slots, long eventTime, FeatureValue value) {
    int slot = slots[0];
    if (fields.isMissing(slot)) {
      value.setMissing();
      return;
    }
    switch (fields.token(slot)) {
      case TEXT -> {
        if (fields.textBytes(slot) <= FeatureValue.MAXIMUM_TEXT_BYTES) {
          value.set(fields.text(slot));
        } else {
          value.setInvalid();
        }
      }
      case NUMBER -> value.set(fields.numberText(slot));
      case TRUE -> value.set("true");
      case FALSE -> value.set("false");
      default -> value.setInvalid();
    }
  }

  @Override
  public FeatureType type() {
    return FeatureType.CATEGORY;
  }

  @Override
  public String expected() {
    return "a text of at most %d bytes, a number, true or false"
        .formatted(FeatureValue.MAXIMUM_TEXT_BYTES);
  }
}
