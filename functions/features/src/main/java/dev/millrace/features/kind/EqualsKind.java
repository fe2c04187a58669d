package dev.millrace.features.kind;

import dev.millrace.features.field.DocumentFields;
import dev.millrace.features.field.Token;
import dev.millrace.features.json.JsonMembers;
import java.nio.charset.StandardCharsets;

/** 1 when the field holds the value, else 0. Numbers are equal by value, in a string or not. */
final class EqualsKind implements FeatureKind {
  /** A boolean, a number, or the bytes of a text. */
  private final Object wanted;

  private EqualsKind(Object wanted) {
    this.wanted = wanted instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : wanted;
  }

  /** Of the option {@code value}: a text that is not empty, a number, true or false. */
  static FeatureKind of(JsonMembers options) {
    Object value = options.value("value");
    if (value instanceof Boolean
        || (value instanceof Double number && Double.isFinite(number))
        || (value instanceof String text && !text.isEmpty())) {
      return new EqualsKind(value);
    }
    throw options.refused("value", "a text that is not empty, a number, true or false");
  }

  @Override
  public void compute(DocumentFields fields, int[] slots, long eventTime, FeatureValue value) {
    int slot = slots[0];
    if (fields.isMissing(slot)) {
      value.setMissing();
      return;
    }
    switch (fields.token(slot)) {
      case TEXT, NUMBER, TRUE, FALSE -> value.set(isWanted(fields, slot) ? 1 : 0);
      default -> value.setInvalid();
    }
  }

  private boolean isWanted(DocumentFields fields, int slot) {
    return switch (wanted) {
      case Boolean truth -> fields.token(slot) == (truth ? Token.TRUE : Token.FALSE);
      case Double number -> fields.number(slot) == number;
      default -> fields.isText(slot, (byte[]) wanted);
    };
  }

  @Override
  public boolean isWhole() {
    return true;
  }

  @Override
  public String expected() {
    return "a text, a number, true or false";
  }
}
