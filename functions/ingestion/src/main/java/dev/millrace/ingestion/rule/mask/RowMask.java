package dev.millrace.ingestion.rule.mask;

import dev.millrace.ingestion.row.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Masks a row between two rules: what goes on to a rule that protects it, and what was made of
 * values of the source's row that do. For one row.
 */
final class RowMask {
  private final List<FieldFlow> before;
  private final List<FieldFlow> behind;
  private final List<FieldFlow> all;
  private final Set<FieldPath> carried = new HashSet<>();
  private final Map<FieldPath, Boolean> covered = new HashMap<>();

  RowMask(List<FieldFlow> rules, int position) {
    this.all = rules;
    this.before = rules.subList(0, position);
    this.behind = rules.subList(position, rules.size());
  }

  /** Has what was made of this path of the source's row masked, where a rule protects the path. */
  void carry(FieldPath raw) {
    if (isProtected(all, raw)) {
      Set<FieldPath> paths = Set.of(raw);
      for (FieldFlow rule : before) {
        paths = flow(rule, paths);
      }
      carried.addAll(paths);
    }
  }

  private static Set<FieldPath> flow(FieldFlow rule, Set<FieldPath> paths) {
    Set<FieldPath> behind = new HashSet<>();
    paths.forEach(path -> behind.addAll(path.isAnywhere() ? List.of(path) : rule.flow(path)));
    return behind;
  }

  private static boolean isProtected(List<FieldFlow> rules, FieldPath path) {
    Set<FieldPath> paths = Set.of(path);
    for (FieldFlow rule : rules) {
      if (paths.stream().anyMatch(one -> protects(rule, one))) {
        return true;
      }
      paths = flow(rule, paths);
    }
    return false;
  }

  private static boolean protects(FieldFlow rule, FieldPath path) {
    return rule.protects(path.isAnywhere() ? rule.field() : path.head());
  }

  /** The row with a mask in the place of each value that is not to be shown. Nulls stay. */
  Row masked(Row row) {
    Row masked = row.copy();
    for (String name : row.names()) {
      masked.set(name, masked(FieldPath.of(name), row.value(name)));
    }
    return masked;
  }

  private Object masked(FieldPath path, Object value) {
    if (value == null) {
      return null;
    }
    if (covered.computeIfAbsent(path, this::isCovered)) {
      return ProtectedFields.MASK;
    }
    return switch (value) {
      case Map<?, ?> members -> {
        Map<String, Object> masked = new LinkedHashMap<>();
        members.forEach(
            (name, member) ->
                masked.put((String) name, masked(path.member((String) name), member)));
        yield masked;
      }
      case List<?> elements -> {
        List<Object> masked = new ArrayList<>(elements.size());
        elements.forEach(element -> masked.add(masked(path, element)));
        yield masked;
      }
      // A text may hold what were members of an object.
      default -> carried.stream().anyMatch(path::leadsTo) ? ProtectedFields.MASK : value;
    };
  }

  private boolean isCovered(FieldPath path) {
    return carried.stream().anyMatch(one -> one.leadsTo(path)) || isProtected(behind, path);
  }
}
