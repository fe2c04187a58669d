package dev.millrace.features.kind;

import dev.millrace.features.field.DocumentFields;
import dev.millrace.features.field.Token;

/** 1 for true, 0 for false; strings and the numbers 1 and 0 are read, too. */
final class BooleanKind implements FeatureKind {

  @Override
  public void compute(DocumentFields fields, int[] slots, long eventTime, FeatureValue value) {
    int slot = slots[0];
    if (fields.isMissing(slot)) {
      value.setMissing();
      return;
    }
    Token token = fields.token(slot);
    if (token == Token.TRUE || is(fields, slot, "true", 1)) {
      value.set(1);
    } else if (token == Token.FALSE || is(fields, slot, "false", 0)) {
      value.set(0);
    } else {
      value.setInvalid();
    }
  }

  private static boolean is(DocumentFields fields, int slot, String word, int number) {
    return fields.number(slot) == number
        || (fields.token(slot) == Token.TEXT && fields.text(slot).equalsIgnoreCase(word));
  }

  @Override
  public boolean isWhole() {
    return true;
  }

  @Override
  public String expected() {
    return "true or false";
  }
}
