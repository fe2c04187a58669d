package dev.millrace.models.counters;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Counts of a version that gave certain scores. */
public final class CountedScores {
  private CountedScores() {}

  /** Answers that took 10 ms each. */
  public static VersionCounts of(double... scores) {
    VersionCounts counts = new VersionCounts();
    for (double score : scores) {
      counts.add(answer(true, 10, score));
    }
    return counts;
  }

  /** As many answers of a time, and as many records that were not answered. */
  public static VersionCounts of(int answered, int failed, double millis, double score) {
    VersionCounts counts = new VersionCounts();
    for (int i = 0; i < answered; i++) {
      counts.add(answer(true, millis, score));
    }
    for (int i = 0; i < failed; i++) {
      counts.add(answer(false, millis, score));
    }
    return counts;
  }

  private static CountedAnswer answer(boolean answered, double millis, double score) {
    return new CountedAnswer(
        "model",
        "1.0.0",
        CountedAnswer.CANARY,
        1,
        answered,
        OptionalDouble.of(millis),
        OptionalDouble.of(score),
        Optional.empty());
  }

  /** Two classes, each given so many times. */
  public static VersionCounts ofClasses(String one, long ofOne, String other, long ofOther) {
    TreeMap<String, Long> classes = new TreeMap<>();
    classes.put(one, ofOne);
    classes.put(other, ofOther);
    return VersionCounts.of(
        ofOne + ofOther, ofOne + ofOther, new LogHistogram(), new LogHistogram(), classes);
  }
}
