package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.mask.FieldOrigins;
import dev.millrace.ingestion.rule.mask.FieldPath;
import dev.millrace.ingestion.rule.value.ValueRejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One row for each element of a list, with all other fields. What is no list is a list of one; null
 * and an empty list give no row, or one with null.
 */
record ExplodeRule(RuleField from, String as, Optional<String> position, boolean keepsEmpty)
    implements TransformationRule {
  private static final String KEEP = "keep";

  static ExplodeRule read(DefinitionObject definition) {
    RuleField from = RuleField.read(definition);
    return new ExplodeRule(
        from,
        definition.has("as") ? RuleField.newName(definition, "as") : from.name(),
        definition.has("position")
            ? Optional.of(RuleField.newName(definition, "position"))
            : Optional.empty(),
        definition.has("empty") && definition.word("empty", List.of("drop", KEEP)).equals(KEEP));
  }

  @Override
  public List<Row> apply(Row row) throws ValueRejected {
    Object held = from.value(row);
    List<?> elements =
        switch (held) {
          case null -> List.of();
          case List<?> list -> list;
          default -> List.of(held);
        };
    if (elements.size() > Transformations.MOST_ROWS) {
      throw new ValueRejected(
          "held a list of more than %d elements".formatted(Transformations.MOST_ROWS));
    }
    List<Row> rows = new ArrayList<>();
    for (int index = 0; index < elements.size(); index++) {
      rows.add(exploded(row, elements.get(index), (long) index));
    }
    if (elements.isEmpty() && keepsEmpty) {
      rows.add(exploded(row, null, null));
    }
    return rows;
  }

  private Row exploded(Row row, Object element, Long index) {
    Row exploded = row.copy();
    exploded.set(from.name(), element);
    exploded.rename(from.name(), as);
    position.ifPresent(name -> exploded.set(name, index));
    return exploded;
  }

  @Override
  public String field() {
    return from.name();
  }

  @Override
  public List<FieldPath> flow(FieldPath path) {
    if (path.head().equals(from.name())) {
      return List.of(path.withHead(as));
    }
    boolean isReplaced = path.head().equals(as) || position.filter(path.head()::equals).isPresent();
    return isReplaced ? List.of() : List.of(path);
  }

  @Override
  public FieldOrigins origins(String name) {
    return FieldOrigins.of(name.equals(as) ? from.name() : name);
  }
}
