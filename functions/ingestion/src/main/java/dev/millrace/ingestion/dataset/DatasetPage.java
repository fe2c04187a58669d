package dev.millrace.ingestion.dataset;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A page of the catalogue.
 *
 * @param datasets newest first
 * @param last the key of the last of them, from which the next page goes on; empty where there is
 *     none
 */
public record DatasetPage(List<CataloguedDataset> datasets, Optional<String> last) {
  /** Copies the list. */
  public DatasetPage {
    datasets = List.copyOf(datasets);
    Objects.requireNonNull(last);
  }
}
