package dev.millrace.scoring.prediction;

import static dev.millrace.scoring.fixture.PredictionStates.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.stream.StreamPosition;
import dev.millrace.scoring.model.PredictedValue;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PredictionTest {
  private static final Comparator<Prediction> BY_TIME_ARRIVAL_AND_SEQUENCE =
      Comparator.comparing(Prediction::eventTime)
          .thenComparing(Prediction::arrivalTime)
          .thenComparing(prediction -> new BigInteger(prediction.position().sequenceNumber()))
          .thenComparing(prediction -> prediction.position().subSequenceNumber());

  @Provide
  Arbitrary<Prediction> predictions() {
    // Few of each, so that the later parts of the key decide too.
    Arbitrary<Instant> times =
        Arbitraries.longs().between(0, 999_999_999_999_999L).map(Instant::ofEpochMilli);
    Arbitrary<Instant> few =
        Arbitraries.of(9_999_999_999L, 10_000_000_000L).map(Instant::ofEpochMilli);
    Arbitrary<BigInteger> sequences =
        Arbitraries.oneOf(
            Arbitraries.of(new BigInteger("9".repeat(55)), new BigInteger("1" + "0".repeat(55))),
            Arbitraries.bigIntegers().between(BigInteger.ZERO, BigInteger.TEN.pow(56)));
    return Combinators.combine(
            Arbitraries.oneOf(times, few),
            Arbitraries.oneOf(times, few),
            sequences,
            Arbitraries.longs().between(0, 999_999))
        .as(
            (event, arrival, sequence, part) ->
                new Prediction(
                    "id",
                    event,
                    arrival,
                    arrival,
                    new StreamPosition("s", "shard", sequence.toString(), part),
                    "hash",
                    Map.of(),
                    new PredictedValue.OfNumber(0),
                    "demo",
                    "1.0.0"));
  }

  @Property
  void orderKeysCompareAsTimeArrivalAndSequenceDo(
      @ForAll("predictions") Prediction one, @ForAll("predictions") Prediction other) {
    assertThat(Integer.signum(one.orderKey().compareTo(other.orderKey())))
        .isEqualTo(Integer.signum(BY_TIME_ARRIVAL_AND_SEQUENCE.compare(one, other)));
  }

  @Test
  void anOrderKeyIsWrittenInAsciiDigitsWhateverTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));

      assertThat(state("a", 7, "A").orderKey())
          .isEqualTo("001731880381293/001731880385007/" + "0".repeat(59) + "7/000000");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aRecordsOwnPredictionIsNoDuplicateOfItself() {
    Prediction held = state("a", 1, "A");

    assertThat(StoredVersion.against(held, state("a", 1, "A"))).isEqualTo(StoredVersion.PREDICTED);
    assertThat(StoredVersion.against(held, state("a", 2, "A"))).isEqualTo(StoredVersion.DUPLICATE);
    assertThat(StoredVersion.against(held, state("a", 0, "B"))).isEqualTo(StoredVersion.SUPERSEDED);
  }
}
