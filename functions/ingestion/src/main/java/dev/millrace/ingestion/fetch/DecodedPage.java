package dev.millrace.ingestion.fetch;

import dev.millrace.ingestion.row.Row;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The rows of one page.
 *
 * @param rows in the order of the answer
 * @param total how many rows there are on all pages, by this answer's own word; empty where the
 *     definition names no place for it. It may be another on each page
 * @param next cursor of the next page, at most {@value #LONGEST_CURSOR} characters; empty behind
 *     the last
 */
public record DecodedPage(List<Row> rows, OptionalLong total, Optional<String> next) {
  /** The most characters that a cursor has. */
  public static final int LONGEST_CURSOR = 8_192;

  public DecodedPage {
    rows = List.copyOf(rows);
    Objects.requireNonNull(total);
    Objects.requireNonNull(next);
  }
}
