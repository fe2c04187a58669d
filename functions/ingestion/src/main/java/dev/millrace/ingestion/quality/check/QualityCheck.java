package dev.millrace.ingestion.quality.check;

import java.util.List;
import java.util.Optional;

/** A check as it was defined, which can be evaluated any number of times. Thread-safe. */
public interface QualityCheck {
  /** The most columns that a check may name. */
  int MOST_COLUMNS = 20;

  /** The longest name of a column, in UTF-16 units. */
  int LONGEST_COLUMN = 200;

  /**
   * The columns that the rows must have; none for a check that looks at no values. The check fails
   * when there are rows and none of them has one of these.
   */
  List<String> columns();

  /** Begins the evaluation of one run's rows. */
  CheckEvaluation begin(QualityContext context);

  /** The keys of a dataset that the check asks for; empty for most. */
  default Optional<KeyReference> reference() {
    return Optional.empty();
  }

  /** On how many of the source's last successful runs the check looks back; 0 for most. */
  default int lastRuns() {
    return 0;
  }

  /** Whether the check remembers every row's key, and so shares the memory with others like it. */
  default boolean remembersKeys() {
    return false;
  }
}
