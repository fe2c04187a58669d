package dev.millrace.ingestion.rule.mask;

import java.util.List;

/**
 * Where a rule's fields come from and go to, and which it hides. What is said is more rather than
 * less, and {@link #flow} and {@link #origins} agree with each other.
 */
public interface FieldFlow {
  /** The field that the rule is about. */
  String field();

  /** Whether the rule hides what this field holds; then it is the rule's own. */
  default boolean protects(String name) {
    return false;
  }

  /** Where a value that stands at the path may stand behind the rule, whole or in part. */
  default List<FieldPath> flow(FieldPath path) {
    return List.of(path);
  }

  /** The fields before the rule from which a field behind it may have come. */
  default FieldOrigins origins(String name) {
    return FieldOrigins.of(name);
  }
}
