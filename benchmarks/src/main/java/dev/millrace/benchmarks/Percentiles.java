package dev.millrace.benchmarks;

import java.util.Collection;

/** Percentiles by nearest rank: each is a value that was measured. */
record Percentiles(double[] sorted) {

  /**
   * @param values at least one
   */
  static Percentiles of(Collection<? extends Number> values) {
    return new Percentiles(values.stream().mapToDouble(Number::doubleValue).sorted().toArray());
  }

  double at(int percent) {
    return sorted[Math.max(1, (int) Math.ceil(percent / 100.0 * sorted.length)) - 1];
  }

  double least() {
    return sorted[0];
  }

  double worst() {
    return sorted[sorted.length - 1];
  }

  int count() {
    return sorted.length;
  }
}
