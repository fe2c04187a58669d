package dev.millrace.tools.features;

import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.plan.FeatureVector;
import java.util.List;

/** Some rows of a {@link FeatureFile}, made ready by one thread. Used again and again. */
interface RowBatch extends AutoCloseable {
  /** Begins again, with nothing. */
  void clear();

  /**
   * Adds a row.
   *
   * @param keys those of the record's look-ups, in the order of the model's
   */
  void add(DocumentRecord record, FeatureVector vector, List<HeldKey> keys);

  /** Does what can be done before it is the batch's turn to be written. */
  void end();

  /** How many rows there are. */
  int rows();

  @Override
  void close();
}
