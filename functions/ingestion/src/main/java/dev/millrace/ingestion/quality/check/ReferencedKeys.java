package dev.millrace.ingestion.quality.check;

import dev.millrace.ingestion.quality.value.KeyLookup;
import java.util.List;
import java.util.Optional;

/** The keys of the datasets that the checks of a run refer to. */
@FunctionalInterface
public interface ReferencedKeys {
  /** For a run whose checks refer to no dataset, or to none that is there. */
  ReferencedKeys NONE = (dataset, columns) -> Optional.empty();

  /**
   * The keys of a dataset in some of its columns.
   *
   * @return empty when there is no such dataset, or when it has not all of these columns
   */
  Optional<KeyLookup> keys(String dataset, List<String> columns);
}
