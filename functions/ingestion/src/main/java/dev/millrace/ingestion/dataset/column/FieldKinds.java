package dev.millrace.ingestion.dataset.column;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The kinds of a field's values in a run, and on which page each was met first. Not thread-safe.
 */
final class FieldKinds {
  private final Map<ValueKind, Integer> firstPages = new EnumMap<>(ValueKind.class);

  void add(ValueKind kind, int page) {
    firstPages.putIfAbsent(kind, page);
  }

  Set<ValueKind> kinds() {
    return firstPages.keySet();
  }

  /** The kinds that are not among those taken. */
  Set<ValueKind> besides(Set<ValueKind> taken) {
    Set<ValueKind> besides = EnumSet.copyOf(firstPages.keySet());
    besides.removeAll(taken);
    return besides;
  }

  int firstPage(ValueKind kind) {
    return firstPages.get(kind);
  }

  /** Whether there is no value that tells of what type a column could be. */
  boolean isOpen() {
    return kinds().stream().allMatch(kind -> kind == ValueKind.EMPTY_LIST);
  }
}
