package dev.millrace.ingestion.quality.result;

import dev.millrace.runs.RunId;
import java.time.Instant;
import java.util.Objects;

/**
 * A source's run within a job, whose rows were checked.
 *
 * @param dataset that the rows are for, {@code [a-z][a-z0-9_]{0,62}}
 * @param source {@code [a-z][a-z0-9_-]{0,62}}
 * @param at when the rows were checked
 */
public record CheckedRun(String dataset, RunId job, String source, Instant at) {
  /** Checks that nothing is missing. */
  public CheckedRun {
    Objects.requireNonNull(dataset, "dataset");
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(at, "at");
  }
}
