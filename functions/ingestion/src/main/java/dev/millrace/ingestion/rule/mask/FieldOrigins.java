package dev.millrace.ingestion.rule.mask;

import java.util.HashSet;
import java.util.Set;

/**
 * Fields that a value may have come from.
 *
 * @param any whether from any field of the row
 * @param names the fields, where not from any
 */
public record FieldOrigins(boolean any, Set<String> names) {
  /** Copies the names. */
  public FieldOrigins {
    names = Set.copyOf(names);
  }

  /** From one field. */
  public static FieldOrigins of(String name) {
    return new FieldOrigins(false, Set.of(name));
  }

  /** From these, or from that one. */
  public FieldOrigins with(String name) {
    Set<String> more = new HashSet<>(names);
    more.add(name);
    return new FieldOrigins(any, more);
  }

  /** From these or from those. */
  FieldOrigins with(FieldOrigins others) {
    Set<String> more = new HashSet<>(names);
    more.addAll(others.names);
    return new FieldOrigins(any || others.any, more);
  }

  /** Whether a value of these may be one of those too. */
  boolean meets(FieldOrigins others) {
    boolean haveNone = isNone() || others.isNone();
    return !haveNone && (any || others.any || names.stream().anyMatch(others.names::contains));
  }

  private boolean isNone() {
    return !any && names.isEmpty();
  }
}
