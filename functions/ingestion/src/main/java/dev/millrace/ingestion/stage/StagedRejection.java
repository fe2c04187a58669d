package dev.millrace.ingestion.stage;

import java.util.Objects;

/**
 * A row that is not stored, and why.
 *
 * @param page its page's number, from 1
 * @param object key of the raw page
 * @param row its place in the page, from 0
 * @param position the rule's place in the source's list, from 0; -1 where it was no rule
 * @param rule the rule's name
 * @param field the field that it is about; empty where it is about none
 * @param reason a sentence without the row's values
 * @param json the row, masked
 */
public record StagedRejection(
    int page,
    String object,
    int row,
    int position,
    String rule,
    String field,
    String reason,
    String json) {
  /** Checks that nothing is missing. */
  public StagedRejection {
    Objects.requireNonNull(object);
    Objects.requireNonNull(rule);
    Objects.requireNonNull(field);
    Objects.requireNonNull(reason);
    Objects.requireNonNull(json);
  }
}
