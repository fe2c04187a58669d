package dev.millrace.models.counters;

import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a version was asked and what it answered. Counts are added up, never taken back. Not
 * thread-safe.
 */
public final class VersionCounts {
  private final LogHistogram latencies = new LogHistogram();
  private final LogHistogram scores = new LogHistogram();
  private final SortedMap<String, Long> classes = new TreeMap<>();
  private long asked;
  private long answered;

  /** Counts that begin with these. */
  static VersionCounts of(
      long asked,
      long answered,
      LogHistogram latencies,
      LogHistogram scores,
      SortedMap<String, Long> classes) {
    VersionCounts counts = new VersionCounts();
    counts.asked = asked;
    counts.answered = answered;
    counts.latencies.add(latencies);
    counts.scores.add(scores);
    counts.classes.putAll(classes);
    return counts;
  }

  /** Counts what a row of the log says of the version. */
  void add(CountedAnswer row) {
    asked++;
    if (row.answered()) {
      answered++;
      row.latencyMillis().ifPresent(latencies::add);
      row.score().ifPresent(scores::add);
      row.classified().ifPresent(name -> classes.merge(name, 1L, Long::sum));
    }
  }

  /** Adds what was counted elsewhere. */
  public void add(VersionCounts other) {
    asked += other.asked;
    answered += other.answered;
    latencies.add(other.latencies);
    scores.add(other.scores);
    other.classes.forEach((name, count) -> classes.merge(name, count, Long::sum));
  }

  /** How many records it was asked. */
  public long asked() {
    return asked;
  }

  /** How many of them it answered. */
  public long answered() {
    return answered;
  }

  /** How many of them it did not answer. */
  public long errors() {
    return asked - answered;
  }

  /** Errors over asked, 0 to 1; empty where nothing was asked. */
  public OptionalDouble errorRate() {
    return asked == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) errors() / asked);
  }

  /** The times of the endpoint's calls that answered, in milliseconds. */
  public LogHistogram latencies() {
    return latencies;
  }

  /** The predictions that are numbers. */
  public LogHistogram scores() {
    return scores;
  }

  /** How often each class was predicted, of a multiclass model. */
  public SortedMap<String, Long> classes() {
    return classes;
  }
}
