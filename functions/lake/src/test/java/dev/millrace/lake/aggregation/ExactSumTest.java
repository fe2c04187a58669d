package dev.millrace.lake.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ExactSumTest {
  private static double average(List<Double> values) {
    ExactSum sum = new ExactSum();
    values.forEach(sum::add);
    return sum.average(values.size());
  }

  @Provide
  Arbitrary<List<Double>> latencies() {
    return Arbitraries.oneOf(
            Arbitraries.doubles().between(0, 1e6),
            Arbitraries.doubles().between(0, Double.MAX_VALUE),
            Arbitraries.of(
                0.1,
                1.0,
                0x1.0000000000001p0,
                1e-300,
                Double.MIN_VALUE,
                0x1p53,
                0x1p63,
                1e18,
                123.0))
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  @Property(tries = 1_000)
  void theAverageIsTheDoubleNearestToTheExactOneInWhateverOrder(
      @ForAll("latencies") List<Double> values, @ForAll Random random) {
    BigDecimal exact =
        values.stream()
            .map(BigDecimal::new)
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .divide(BigDecimal.valueOf(values.size()), new MathContext(2_000));
    List<Double> shuffled = new ArrayList<>(values);
    Collections.shuffle(shuffled, random);

    assertThat(average(values)).isEqualTo(exact.doubleValue());
    assertThat(average(shuffled)).isEqualTo(average(values));
  }

  @Test
  void wholeNumbersBeyondALongAreStillSummed() {
    assertThat(average(Collections.nCopies(2_000, 0x1p53))).isEqualTo(0x1p53);
    assertThat(average(List.of(-0x1p53, 0x1p53, 3.0))).isEqualTo(1);
  }
}
