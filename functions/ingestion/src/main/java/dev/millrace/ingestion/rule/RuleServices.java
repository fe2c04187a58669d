package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.rule.lookup.LookupTables;
import java.util.Objects;

/**
 * What rules need besides the row.
 *
 * @param hashKey the secret under which rules hash
 * @param lookups where rules find the rows of look-up tables
 */
public record RuleServices(HashKey hashKey, LookupTables lookups) {
  /** Checks that neither is null. */
  public RuleServices {
    Objects.requireNonNull(hashKey);
    Objects.requireNonNull(lookups);
  }

  /** For reading definitions alone: applying a rule that needs a service fails. */
  public static RuleServices forReading() {
    return new RuleServices(
        new HashKey(
            () -> {
              throw new IllegalStateException(
                  "There is no hash key, for reading definitions alone");
            }),
        (table, keys) -> {
          throw new IllegalStateException("There are no tables, for reading definitions alone");
        });
  }
}
