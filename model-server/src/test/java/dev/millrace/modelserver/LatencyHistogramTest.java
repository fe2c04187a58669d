package dev.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  private static final double RELATIVE_ERROR = 0.004;

  @Property
  void percentilesAreOffByFourThousandthsAtMost(@ForAll("durations") long[] durations) {
    var histogram = new LatencyHistogram();
    for (long duration : durations) {
      histogram.record(duration);
    }
    long[] sorted = durations.clone();
    Arrays.sort(sorted);

    var summary = histogram.summary();

    assertThat(summary.count()).isEqualTo(durations.length);
    assertThat(summary.min()).isEqualTo((double) sorted[0]);
    assertThat(summary.max()).isEqualTo((double) sorted[sorted.length - 1]);
    assertThat(summary.mean())
        .isEqualTo(Arrays.stream(sorted).average().orElseThrow(), within(1e-3));
    assertNear(summary.p50(), sorted, 0.50);
    assertNear(summary.p95(), sorted, 0.95);
    assertNear(summary.p99(), sorted, 0.99);
  }

  private static void assertNear(double percentile, long[] sorted, double share) {
    double exact = sorted[Math.max(1, (int) Math.ceil(share * sorted.length)) - 1];
    assertThat(percentile).isEqualTo(exact, within(RELATIVE_ERROR * exact));
  }

  @Test
  void whatIsOutOfRangeCountsAsItsEnd() {
    var histogram = new LatencyHistogram();
    histogram.record(-1);
    histogram.record(Long.MAX_VALUE);

    assertThat(histogram.summary().min()).isZero();
    assertThat(histogram.summary().max()).isEqualTo(0x1p40 - 1);
  }

  @Test
  void durationsOfManyThreadsAreAllCounted() {
    var histogram = new LatencyHistogram();

    IntStream.range(0, 100_000).parallel().forEach(histogram::record);

    assertThat(histogram.summary().count()).isEqualTo(100_000);
  }

  @Provide
  Arbitrary<long[]> durations() {
    return Arbitraries.longs()
        .between(0, (1L << 40) - 1)
        .array(long[].class)
        .ofMinSize(1)
        .ofMaxSize(300);
  }
}
