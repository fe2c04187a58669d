package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.row.Row;
import java.util.Objects;

/**
 * A row that a rule could not be applied to.
 *
 * @param position the rule's, from 0
 * @param rule its name: {@code cast}, say
 * @param field the field that it could not be applied to
 * @param reason what the field held, by its kind, and what was expected; shows no value
 * @param row as it was before this rule, with personal data masked
 * @param failsSource whether the rule is declared to fail its source
 */
public record RejectedRow(
    int position, String rule, String field, String reason, Row row, boolean failsSource) {
  /** Checks that nothing is null. */
  public RejectedRow {
    Objects.requireNonNull(rule);
    Objects.requireNonNull(field);
    Objects.requireNonNull(reason);
    Objects.requireNonNull(row);
  }
}
