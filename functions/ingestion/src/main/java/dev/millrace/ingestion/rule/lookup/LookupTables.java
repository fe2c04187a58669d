package dev.millrace.ingestion.rule.lookup;

import java.util.Map;
import java.util.Set;

/** Look-up tables, whose rows are found by key. */
@FunctionalInterface
public interface LookupTables {
  /**
   * The rows of keys: the attributes of each, by name. A key without a row is not in the answer.
   *
   * @param table the look-up table's name
   * @throws LookupUnavailable when a row could not be read for now
   */
  Map<String, Map<String, Object>> find(String table, Set<String> keys);
}
