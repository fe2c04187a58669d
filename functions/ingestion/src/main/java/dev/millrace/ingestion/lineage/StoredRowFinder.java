package dev.millrace.ingestion.lineage;

import dev.millrace.common.Deadline;
import java.util.Map;
import java.util.Optional;

/** Finds rows of datasets by their keys. Used by several threads at a time. */
public interface StoredRowFinder {
  /** The key of a dataset of whatever owner; empty where there is no dataset of this name. */
  Optional<DatasetKey> key(String dataset, Deadline deadline);

  /**
   * The origin of the row with this key; empty where there is none.
   *
   * @param dataset one that {@link #key} knows
   * @param key a value for each of the key's columns: a text, a long, a flag, an {@link
   *     java.time.Instant} of whole microseconds or a {@link java.time.LocalDate}
   */
  Optional<RowOrigin> find(String dataset, Map<String, Object> key, Deadline deadline);
}
