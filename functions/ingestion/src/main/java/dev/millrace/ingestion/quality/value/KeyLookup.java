package dev.millrace.ingestion.quality.value;

import java.util.List;
import java.util.OptionalInt;

/** The keys of a dataset, to be asked whether one is there. */
public interface KeyLookup {
  /**
   * Whether the dataset has a row with these values.
   *
   * @param values as rows hold them, none null, in the order of the columns of the lookup
   */
  boolean contains(List<?> values);

  /**
   * How many keys the lookup has room for, once some of the dataset's found none: then a key that
   * is not there may be one of those. Empty as long as all are there.
   */
  default OptionalInt reachedLimit() {
    return OptionalInt.empty();
  }
}
