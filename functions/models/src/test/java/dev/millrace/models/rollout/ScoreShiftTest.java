package dev.millrace.models.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.models.counters.CountedScores;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ScoreShiftTest {
  private static double shift(double[] judged, double[] compared) {
    return ScoreShift.of(CountedScores.of(judged), CountedScores.of(compared)).orElseThrow();
  }

  private static double[] drawn(int count, DoubleSupplier from) {
    return DoubleStream.generate(from).limit(count).toArray();
  }

  @Test
  void samplesOfOneDistributionDifferByChanceAlone() {
    Random random = new Random(7);

    double shift = shift(drawn(5_000, random::nextDouble), drawn(5_000, random::nextDouble));

    assertThat(shift).isBetween(0.0, 0.02);
  }

  @Test
  void scoresThatMoveAreALargeShift() {
    Random random = new Random(7);

    double shift =
        shift(
            drawn(1_000, () -> Math.min(1, random.nextDouble() + 0.3)),
            drawn(1_000, random::nextDouble));

    assertThat(shift).isGreaterThan(0.25);
  }

  /** By hand: two bins of 30 and 70 against 50 and 50, half a record added to each. */
  @Test
  void theIndexIsThatOfTheFormula() {
    double p = 30.5 / 101;
    double q = 50.5 / 101;
    double expected = (p - q) * Math.log(p / q) + (q - p) * Math.log((1 - p) / (1 - q));

    assertThat(
            ScoreShift.of(
                    CountedScores.ofClasses("cat", 30, "dog", 70),
                    CountedScores.ofClasses("cat", 50, "dog", 50))
                .orElseThrow())
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void aClassThatOneOfThemNeverGaveIsFinite() {
    assertThat(
            ScoreShift.of(
                    CountedScores.ofClasses("cat", 100, "dog", 0),
                    CountedScores.ofClasses("cat", 0, "dog", 100))
                .orElseThrow())
        .isGreaterThan(5)
        .isFinite();
  }

  @Test
  void aNumberThatMostHaveIsABinOfItsOwn() {
    double[] half = drawn(1_000, () -> 0.5);

    assertThat(shift(drawn(1_000, () -> 0.1), half)).as("below it").isGreaterThan(5);
    assertThat(shift(drawn(1_000, () -> 0.9), half)).as("above it").isGreaterThan(5);
    assertThat(shift(half, half)).isCloseTo(0, within(1e-12));
  }

  @Test
  void withoutScoresThereIsNone() {
    assertThat(ScoreShift.of(CountedScores.of(0.5), CountedScores.of())).isEmpty();
    assertThat(ScoreShift.of(CountedScores.of(), CountedScores.of(0.5))).isEmpty();
  }

  @Property(tries = 200)
  void itIsNeverNegative(@ForAll double[] judged, @ForAll double[] compared) {
    assertThat(ScoreShift.of(CountedScores.of(judged), CountedScores.of(compared)).orElse(0))
        .isGreaterThanOrEqualTo(-1e-12)
        .isFinite();
  }
}
