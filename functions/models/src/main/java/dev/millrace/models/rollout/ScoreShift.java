package dev.millrace.models.rollout;

import dev.millrace.models.counters.VersionCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * How far the scores of one version are from those of another: the population stability index, as
 * in Siddiqi, "Credit Risk Scorecards" (2006): over bins, the sum of {@code (p - q) ln(p / q)} with
 * the bin's shares {@code p} of the version that is judged and {@code q} of the one that it is
 * compared with. The bins of numbers end with the deciles of the latter's, and a number that a
 * tenth of them have is a bin of its own; those of a multiclass model are its classes.
 *
 * <p>A bin that one of them never met would make it infinite. Half a record is added to each bin of
 * both (the Krichevsky-Trofimov estimate), so that a share is {@code (n + 0.5) / (N + 0.5 bins)}:
 * no matter of thousands, and of few a shift towards 0.
 *
 * <p>Two samples of the same distribution differ by chance: with {@code b} bins and samples of
 * {@code n} and {@code m}, their index is about {@code (b - 1) (1 / n + 1 / m)} (Yurdakul,
 * "Statistical properties of population stability index", 2018), 0.18 for ten bins and 100 records
 * each. Below 0.1 is taken for none, above 0.25 for a large shift.
 */
final class ScoreShift {
  private static final int QUANTILES = 10;
  private static final double ADDED = 0.5;

  private ScoreShift() {}

  /**
   * The index.
   *
   * @param judged the version that is judged
   * @param compared the one that it is compared with
   * @return empty where one of the two has no scores
   */
  static OptionalDouble of(VersionCounts judged, VersionCounts compared) {
    if (!judged.classes().isEmpty() || !compared.classes().isEmpty()) {
      return ofClasses(judged.classes(), compared.classes());
    }
    return ofNumbers(judged.scores().counts(), compared.scores().counts());
  }

  private static OptionalDouble ofClasses(
      SortedMap<String, Long> judged, SortedMap<String, Long> compared) {
    Set<String> classes = new TreeSet<>(judged.keySet());
    classes.addAll(compared.keySet());
    List<long[]> bins = new ArrayList<>();
    for (String name : classes) {
      bins.add(new long[] {judged.getOrDefault(name, 0L), compared.getOrDefault(name, 0L)});
    }
    return index(bins);
  }

  /** Both counted in the same buckets, which are never cut in two. */
  private static OptionalDouble ofNumbers(
      SortedMap<Integer, Long> judged, SortedMap<Integer, Long> compared) {
    TreeSet<Integer> buckets = new TreeSet<>(judged.keySet());
    buckets.addAll(compared.keySet());
    Bins bins = new Bins(sum(compared));
    for (int bucket : buckets) {
      bins.add(judged.getOrDefault(bucket, 0L), compared.getOrDefault(bucket, 0L));
    }
    return index(bins.all());
  }

  /** Bins that end with the quantiles of what is compared with. */
  private static final class Bins {
    private final long total;
    private final List<long[]> closed = new ArrayList<>();
    private long[] open = new long[2];
    private long passed;
    private long nextQuantile = 1;

    Bins(long total) {
      this.total = total;
    }

    /** Adds the bucket above those before. */
    void add(long judged, long compared) {
      boolean isOfItsOwn = total > 0 && compared * QUANTILES >= total;
      if (isOfItsOwn) {
        close();
      }
      open[0] += judged;
      open[1] += compared;
      passed += compared;
      if (isOfItsOwn || (nextQuantile < QUANTILES && passed * QUANTILES >= total * nextQuantile)) {
        close();
        nextQuantile = passed * QUANTILES / Math.max(1, total) + 1;
      }
    }

    private void close() {
      if (open[0] > 0 || open[1] > 0) {
        closed.add(open);
        open = new long[2];
      }
    }

    List<long[]> all() {
      close();
      return closed;
    }
  }

  private static long sum(Map<?, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static OptionalDouble index(List<long[]> bins) {
    double judged = bins.stream().mapToLong(bin -> bin[0]).sum();
    double compared = bins.stream().mapToLong(bin -> bin[1]).sum();
    if (judged == 0 || compared == 0) {
      return OptionalDouble.empty();
    }
    double index = 0;
    for (long[] bin : bins) {
      double p = (bin[0] + ADDED) / (judged + ADDED * bins.size());
      double q = (bin[1] + ADDED) / (compared + ADDED * bins.size());
      index += (p - q) * Math.log(p / q);
    }
    return OptionalDouble.of(index);
  }
}
