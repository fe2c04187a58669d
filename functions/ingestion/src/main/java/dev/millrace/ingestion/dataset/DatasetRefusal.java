package dev.millrace.ingestion.dataset;

import java.util.Objects;

/**
 * Why a source's rows cannot go to a dataset, for the place of the definition that names it.
 *
 * @param held what the definition says
 * @param expected what it may say
 */
public record DatasetRefusal(String held, String expected) {
  /** Checks that nothing is missing. */
  public DatasetRefusal {
    Objects.requireNonNull(held);
    Objects.requireNonNull(expected);
  }
}
