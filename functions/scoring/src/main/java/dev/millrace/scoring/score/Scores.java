package dev.millrace.scoring.score;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What scoring a batch gave.
 *
 * @param all one score a record, in order
 * @param lookUpMillis how long the look-up took; empty where memory knew all
 * @param modelMillis how long the endpoint took; empty where there was nothing to ask
 * @param cacheHits keys that the cache knew
 * @param cacheMisses keys that it did not
 * @param defaults taken because something was wrong
 */
public record Scores(
    List<Score> all,
    OptionalLong lookUpMillis,
    OptionalLong modelMillis,
    int cacheHits,
    int cacheMisses,
    DefaultsTaken defaults) {
  /** Of no records. */
  static final Scores NONE =
      new Scores(List.of(), OptionalLong.empty(), OptionalLong.empty(), 0, 0, DefaultsTaken.NONE);

  /** Copies the scores. */
  public Scores {
    all = List.copyOf(all);
    Objects.requireNonNull(defaults, "defaults");
  }
}
