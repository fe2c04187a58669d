package dev.millrace.ingestion.rule.expression;

import java.util.Set;

/**
 * The fields of a row that an expression may read.
 *
 * @param all whether it may read any field
 * @param names the fields that it may read otherwise
 */
public record FieldReads(boolean all, Set<String> names) {
  /** Copies the names. */
  public FieldReads {
    names = Set.copyOf(names);
  }

  /** Whether it may read this field. */
  public boolean contains(String field) {
    return all || names.contains(field);
  }
}
