package dev.millrace.ingestion.quality.result;

import java.util.List;
import java.util.Optional;

/**
 * Some results of a dataset, newest first.
 *
 * @param results may be fewer than asked for, even none, and there be more all the same
 * @param next where the next page begins, behind this key; empty on the last page
 */
public record CheckResultPage(List<StoredCheckResult> results, Optional<String> next) {
  /** Copies the results. */
  public CheckResultPage {
    results = List.copyOf(results);
  }
}
