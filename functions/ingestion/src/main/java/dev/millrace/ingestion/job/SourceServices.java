package dev.millrace.ingestion.job;

import dev.millrace.ingestion.fetch.source.FetchServices;
import dev.millrace.ingestion.rule.RuleServices;
import java.util.Objects;
import java.util.Set;

/**
 * What sources work with, and what they are checked against when they are read.
 *
 * @param reservedDatasets names of the deployment's own tables
 */
public record SourceServices(
    FetchServices fetch, RuleServices rules, Set<String> reservedDatasets) {
  /** Copies the set. */
  public SourceServices {
    Objects.requireNonNull(fetch);
    Objects.requireNonNull(rules);
    reservedDatasets = Set.copyOf(reservedDatasets);
  }
}
