package dev.millrace.features.kind;

import dev.millrace.features.field.DocumentFields;

/** How many elements an array has. */
final class CountKind implements FeatureKind {

  @Override
  public void compute(DocumentFields fields, int[] slots, long eventTime, FeatureValue value) {
    int slot = slots[0];
    int count = fields.count(slot);
    if (count >= 0) {
      value.set(count);
    } else if (fields.isMissing(slot)) {
      value.setMissing();
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
    return "an array";
  }
}
