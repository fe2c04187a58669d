package dev.millrace.models.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LogHistogramTest {
  @Provide
  Arbitrary<Double> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.doubles().between(-1e6, 1e6).ofScale(9),
        Arbitraries.doubles().between(0, 1).ofScale(9),
        Arbitraries.of(0.0, -0.0, 1e-9, -1e-9, 1e15, -1e15, 1.0));
  }

  private static LogHistogram of(List<Double> numbers) {
    LogHistogram histogram = new LogHistogram();
    numbers.forEach(histogram::add);
    return histogram;
  }

  @Property
  void aNumberIsReadBackWithinTheAccuracy(@ForAll("numbers") double number) {
    double read = LogHistogram.number(LogHistogram.bucket(number));

    assertThat(read)
        .isCloseTo(
            number,
            within(
                Math.max(
                    LogHistogram.SMALLEST, Math.abs(number) * LogHistogram.ACCURACY * 1.000001)));
  }

  @Property
  void bucketsAreInTheOrderOfTheNumbers(
      @ForAll("numbers") double one, @ForAll("numbers") double other) {
    if (one < other) {
      assertThat(LogHistogram.bucket(one)).isLessThanOrEqualTo(LogHistogram.bucket(other));
    }
  }

  @Property
  void theBytesHoldTheCounts(@ForAll List<@From("numbers") Double> numbers) {
    LogHistogram histogram = of(numbers);

    LogHistogram read = LogHistogram.of(histogram.bytes());

    assertThat(read.counts()).isEqualTo(histogram.counts());
    assertThat(read.total()).isEqualTo(numbers.size());
  }

  @Property
  void mergedIsAsCountedTogether(
      @ForAll List<@From("numbers") Double> some, @ForAll List<@From("numbers") Double> others) {
    LogHistogram merged = of(some);
    merged.add(of(others));

    LogHistogram together = of(some);
    others.forEach(together::add);
    assertThat(merged.counts()).isEqualTo(together.counts());
    assertThat(merged.total()).isEqualTo(together.total());
  }

  @Test
  void aQuantileIsThatOfTheSortedNumbers() {
    LogHistogram histogram = new LogHistogram();
    for (int i = 1; i <= 1_000; i++) {
      histogram.add(i);
    }

    assertThat(histogram.quantile(0.99).orElseThrow()).isCloseTo(990, within(9.9));
    assertThat(histogram.quantile(0).orElseThrow()).isCloseTo(1, within(0.01));
    assertThat(histogram.quantile(1).orElseThrow()).isCloseTo(1_000, within(10.0));
    assertThat(histogram.mean().orElseThrow()).isCloseTo(500.5, within(5.1));
    assertThat(new LogHistogram().quantile(0.5)).isEmpty();
    assertThat(new LogHistogram().mean()).isEmpty();
  }

  @Test
  void whatIsNoNumberIsPassedOver() {
    LogHistogram histogram = new LogHistogram();
    histogram.add(Double.NaN);

    assertThat(histogram.total()).isZero();
  }

  @Test
  void bytesThatEndWithinANumberAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogHistogram.of(new byte[] {2}))
        .withMessageContaining("within a number");
  }
}
