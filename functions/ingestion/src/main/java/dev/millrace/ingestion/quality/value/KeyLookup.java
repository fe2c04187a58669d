package dev.millrace.ingestion.quality.value;

import java.util.List;

/** The keys of a dataset, to be asked whether one is there. */
public interface KeyLookup {
  /**
   * Whether the dataset has a row with these values.
   *
   * @param values as rows hold them, none null, in the order of the columns of the lookup
   */
  boolean contains(List<?> values);

  /**
   * Whether all keys of the dataset are in the lookup; where some found no room, an absent key may
   * be one of those.
   */
  default boolean isComplete() {
    return true;
  }
}
