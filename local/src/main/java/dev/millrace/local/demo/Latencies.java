package dev.millrace.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** How long predictions took, from arrival on the stream to the stored prediction. */
final class Latencies {
  /** As long as a stack that has just been started takes to get warm. */
  private static final Duration WARM_UP = Duration.ofSeconds(10);

  private static final int[] PERCENTILES = {50, 95, 99};

  private record Latency(Instant arrival, double millis) {}

  private final List<Latency> all = new ArrayList<>();

  void add(Instant arrival, double millis) {
    all.add(new Latency(arrival, millis));
  }

  /** Rows of a table; where arrivals go on after the warm-up, that is shown apart from the rest. */
  List<String> rows() {
    Instant warm =
        all.stream()
            .map(Latency::arrival)
            .min(Comparator.naturalOrder())
            .orElse(Instant.MIN.plus(WARM_UP))
            .plus(WARM_UP);
    boolean apart = all.stream().anyMatch(latency -> !latency.arrival().isBefore(warm));
    List<String> rows = new ArrayList<>();
    for (int percentile : PERCENTILES) {
      rows.add(row("latency p" + percentile, percentile, latency -> true));
      if (apart) {
        rows.add(
            row(
                "  in the first %d s".formatted(WARM_UP.toSeconds()),
                percentile,
                latency -> latency.arrival().isBefore(warm)));
        rows.add(row("  after that", percentile, latency -> !latency.arrival().isBefore(warm)));
      }
    }
    return rows;
  }

  private String row(String name, int percentile, Predicate<Latency> of) {
    double[] millis = all.stream().filter(of).mapToDouble(Latency::millis).sorted().toArray();
    return "%-34s %10s ms".formatted(name, nearestRank(millis, percentile));
  }

  private static String nearestRank(double[] sorted, int percentile) {
    if (sorted.length == 0) {
      return "-";
    }
    int rank = (int) Math.ceil(percentile / 100.0 * sorted.length);
    return String.format(Locale.ROOT, "%.0f", sorted[rank - 1]);
  }
}
