package dev.millrace.scoring.score;

import dev.millrace.common.Deadline;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.scoring.lookup.Lookups;
import dev.millrace.scoring.route.RoutedModel;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * From records to predictions: looks rows up, builds the vectors, asks each version once. For one
 * thread at a time, as the models that it is given are.
 */
public final class Scorer {
  private final Lookups lookups;

  /** Scores with these look-ups. */
  public Scorer(Lookups lookups) {
    this.lookups = Objects.requireNonNull(lookups);
  }

  /**
   * Scores records, in their order; one that cannot be scored costs itself its score alone. Where
   * the canary has no answer for a record, the active version answers.
   *
   * @param worthWaiting whether to ask again, until the deadline, an active version that takes
   *     other features or refuses everything
   */
  public Scores score(
      RoutedModel model,
      List<DocumentRecord> records,
      Deadline deadline,
      BooleanSupplier worthWaiting) {
    if (records.isEmpty()) {
      return Scores.NONE;
    }
    ScoringPass pass = new ScoringPass(model, records);
    Stopwatch stopwatch = new Stopwatch();
    Lookups.Found found = lookups.find(pass.lookupKeys(), deadline);
    long lookUpMillis = stopwatch.lap();
    return pass.scores(found, lookUpMillis, deadline, worthWaiting);
  }
}
