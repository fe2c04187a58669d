package dev.millrace.ingestion.rule.mask;

import dev.millrace.ingestion.row.Row;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The paths of all values of a row. */
final class RowPaths {
  private final Set<FieldPath> paths = new HashSet<>();
  private final int most;

  private RowPaths(int most) {
    this.most = most;
  }

  /** The paths; empty where there are more than so many. */
  static Optional<Set<FieldPath>> of(Row row, int most) {
    RowPaths paths = new RowPaths(most);
    row.values().forEach((name, value) -> paths.add(FieldPath.of(name), value));
    return paths.paths.size() > most ? Optional.empty() : Optional.of(paths.paths);
  }

  private void add(FieldPath path, Object value) {
    if (paths.size() > most) {
      return;
    }
    paths.add(path);
    switch (value) {
      case Map<?, ?> members ->
          members.forEach((name, member) -> add(path.member((String) name), member));
      case List<?> elements -> elements.forEach(element -> add(path, element));
      case null, default -> {}
    }
  }
}
