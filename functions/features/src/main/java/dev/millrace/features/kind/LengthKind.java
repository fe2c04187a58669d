package dev.millrace.features.kind;

import dev.millrace.features.field.DocumentFields;
import dev.millrace.features.field.Token;

/** How many characters (Unicode code points) a text has. */
final class LengthKind implements FeatureKind {

  @Override
  public void compute(DocumentFields fields, int[] slots, long eventTime, FeatureValue value) {
    int slot = slots[0];
    if (fields.isMissing(slot)) {
      value.setMissing();
    } else if (fields.token(slot) == Token.TEXT) {
      value.set(fields.codePoints(slot));
    } else {
      value.setInvalid();
    }
  }

  @Override
  public boolean isWhole() {
    return true;
  }

  @Override
  public String expected() {
    return "a text";
  }
}
