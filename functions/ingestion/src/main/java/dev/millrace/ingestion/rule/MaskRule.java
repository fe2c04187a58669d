package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.mask.FieldPath;
import dev.millrace.ingestion.rule.mask.ProtectedFields;
import dev.millrace.ingestion.rule.value.ScalarCasts;
import dev.millrace.ingestion.rule.value.ValueRejected;
import java.util.List;

/**
 * Puts a constant in the place of a field's text, and its last characters behind it where that is
 * declared and they are at most half of it. Null stays null, a list is masked by its elements.
 */
record MaskRule(RuleField from, String constant, int keepLast) implements TransformationRule {
  private static final int MOST_KEPT = 16;
  private static final int LONGEST_CONSTANT = 100;

  static MaskRule read(DefinitionObject definition) {
    String constant = definition.optionalText("with").orElse(ProtectedFields.MASK);
    if (constant.length() > LONGEST_CONSTANT) {
      throw definition.refused(
          "with", "a text of at most %d characters".formatted(LONGEST_CONSTANT));
    }
    return new MaskRule(
        RuleField.read(definition),
        constant,
        (int) definition.optionalWhole("keep_last", 0, MOST_KEPT).orElse(0));
  }

  @Override
  public List<Row> apply(Row row) throws ValueRejected {
    Object held = from.value(row);
    if (held != null) {
      row.set(from.name(), ScalarElements.map(held, this::masked));
    }
    return List.of(row);
  }

  private String masked(Object scalar) throws ValueRejected {
    String text = ScalarCasts.string(scalar);
    int length = text.codePointCount(0, text.length());
    return length < 2 * keepLast || keepLast == 0
        ? constant
        : constant + text.substring(text.offsetByCodePoints(text.length(), -keepLast));
  }

  @Override
  public String field() {
    return from.name();
  }

  @Override
  public boolean protects(String name) {
    return name.equals(from.name());
  }

  @Override
  public List<FieldPath> flow(FieldPath path) {
    return protects(path.head()) ? List.of() : List.of(path);
  }
}
