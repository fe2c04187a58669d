package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.mask.FieldOrigins;
import dev.millrace.ingestion.rule.mask.FieldPath;
import dev.millrace.ingestion.rule.value.ValueRejected;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the members of an object in fields {@code parent_child}, in the object's place; objects
 * within likewise, down to a depth. An empty object leaves nothing.
 */
record FlattenRule(RuleField from, String separator, int depth) implements TransformationRule {
  private static final int DEEPEST = 10;
  private static final int DEFAULT_DEPTH = 5;
  private static final int LONGEST_SEPARATOR = 10;
  private static final int MOST_FIELDS = 1_000;

  static FlattenRule read(DefinitionObject definition) {
    String separator = definition.optionalText("separator").orElse("_");
    if (separator.length() > LONGEST_SEPARATOR) {
      throw definition.refused(
          "separator", "a text of at most %d characters".formatted(LONGEST_SEPARATOR));
    }
    return new FlattenRule(
        RuleField.read(definition),
        separator,
        (int) definition.optionalWhole("depth", 1, DEEPEST).orElse(DEFAULT_DEPTH));
  }

  @Override
  public List<Row> apply(Row row) throws ValueRejected {
    Object held = from.value(row);
    if (held == null) {
      return List.of(row);
    }
    if (!(held instanceof Map<?, ?> members)) {
      throw ValueRejected.held(held, "an object");
    }
    Map<String, Object> flat = new LinkedHashMap<>();
    for (Map.Entry<String, Object> field : row.values().entrySet()) {
      if (field.getKey().equals(from.name())) {
        flatten(field.getKey(), members, depth, row, flat);
      } else {
        flat.put(field.getKey(), field.getValue());
      }
    }
    return List.of(new Row(flat));
  }

  private void flatten(
      String name, Map<?, ?> members, int levels, Row row, Map<String, Object> flat)
      throws ValueRejected {
    for (Map.Entry<?, ?> member : members.entrySet()) {
      String path = name + separator + member.getKey();
      if (levels > 1 && member.getValue() instanceof Map<?, ?> inner) {
        flatten(path, inner, levels - 1, row, flat);
      } else if (row.has(path) || flat.containsKey(path)) {
        throw new ValueRejected("has a member whose field is there already");
      } else {
        flat.put(path, member.getValue());
      }
      if (flat.size() > MOST_FIELDS) {
        throw new ValueRejected("gave more than %d fields".formatted(MOST_FIELDS));
      }
    }
  }

  @Override
  public String field() {
    return from.name();
  }

  @Override
  public List<FieldPath> flow(FieldPath path) {
    if (!path.head().equals(from.name())) {
      return List.of(path);
    }
    if (path.made()) {
      return List.of(path, FieldPath.ANYWHERE);
    }
    // A member may be in a list on the way, where it stays: any number of names may be joined.
    List<FieldPath> flat = new ArrayList<>();
    flat.add(path);
    StringBuilder name = new StringBuilder(path.head());
    for (int joined = 1; joined < path.names().size() && joined <= depth; joined++) {
      name.append(separator).append(path.names().get(joined));
      flat.add(path.joined(name.toString(), joined + 1));
    }
    return flat;
  }

  @Override
  public FieldOrigins origins(String name) {
    return name.startsWith(from.name() + separator)
        ? new FieldOrigins(false, Set.of(from.name(), name))
        : FieldOrigins.of(name);
  }
}
