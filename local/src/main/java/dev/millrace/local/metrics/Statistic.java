package dev.millrace.local.metrics;

import java.util.List;

/**
 * A statistic of an alarm, over the values of one period.
 *
 * @param name {@code Sum}, {@code Average}, {@code Minimum}, {@code Maximum}, {@code SampleCount}
 *     or a percentile such as {@code p99}
 */
record Statistic(String name) {
  /** Whether {@link #of} knows it. */
  boolean isKnown() {
    return name.matches("Sum|Average|Minimum|Maximum|SampleCount|p\\d{1,2}(\\.\\d+)?");
  }

  /**
   * The statistic of at least one value; a percentile is the value of the nearest rank, where
   * CloudWatch may interpolate.
   */
  double of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return switch (name) {
      case "Sum" -> values.stream().mapToDouble(Double::doubleValue).sum();
      case "Average" -> values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
      case "Minimum" -> sorted[0];
      case "Maximum" -> sorted[sorted.length - 1];
      case "SampleCount" -> sorted.length;
      default -> {
        double share = Double.parseDouble(name.substring(1)) / 100;
        yield sorted[(int) Math.max(0, Math.ceil(share * sorted.length) - 1)];
      }
    };
  }
}
