package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.rule.value.ValueRejected;
import java.util.ArrayList;
import java.util.List;

/** A scalar, or a list of scalars that are changed one by one; nulls stay. */
final class ScalarElements {
  private ScalarElements() {}

  @FunctionalInterface
  interface Change {
    Object of(Object scalar) throws ValueRejected;
  }

  static Object map(Object held, Change change) throws ValueRejected {
    if (held == null) {
      return null;
    }
    if (!(held instanceof List<?> elements)) {
      return change.of(held);
    }
    List<Object> changed = new ArrayList<>(elements.size());
    for (Object element : elements) {
      changed.add(element == null ? null : change.of(element));
    }
    return changed;
  }
}
