package dev.millrace.ingestion.lineage;

import java.util.Objects;

/**
 * Where a stored row came from, as its columns {@code _millrace_...} say.
 *
 * @param job the id of the job that stored it last
 * @param source its name in the job
 * @param page the source's page, from 1
 * @param object key of the raw page
 */
public record RowOrigin(String job, String source, int page, String object) {
  /** Checks that nothing is missing. */
  public RowOrigin {
    Objects.requireNonNull(job);
    Objects.requireNonNull(source);
    Objects.requireNonNull(object);
  }
}
