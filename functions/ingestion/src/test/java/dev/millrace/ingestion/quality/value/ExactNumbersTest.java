package dev.millrace.ingestion.quality.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ExactNumbersTest {
  @Provide
  Arbitrary<Number> numbers() {
    return Arbitraries.<Number>oneOf(
        Arbitraries.longs(),
        Arbitraries.longs().between(-3, 3),
        Arbitraries.doubles(),
        Arbitraries.<Number>of(
            -0.0, 0.0, 1.0, 0.1, 0x1p53, 9.223372036854776E18, 1e300, Double.MIN_VALUE),
        Arbitraries.bigIntegers(),
        Arbitraries.bigDecimals().ofScale(4),
        Arbitraries.<Number>of(
            new BigDecimal("1.00"),
            new BigDecimal("0.1"),
            new BigDecimal("1E+300"),
            new BigDecimal("1E-400"),
            BigInteger.TEN.pow(300),
            BigInteger.ONE));
  }

  @Property
  void numbersAreEqualWhereTheirDigitsAre(
      @ForAll("numbers") Number one, @ForAll("numbers") Number two) {
    int compared = ExactNumbers.decimal(one).compareTo(ExactNumbers.decimal(two));

    assertThat(Integer.signum(ExactNumbers.compare(one, two))).isEqualTo(compared);
    assertThat(ExactNumbers.canonical(one).equals(ExactNumbers.canonical(two)))
        .isEqualTo(compared == 0);
  }

  @Property
  void aCanonicalNumberStaysAsItIs(@ForAll("numbers") Number number) {
    Number canonical = ExactNumbers.canonical(number);

    assertThat(ExactNumbers.canonical(canonical)).isEqualTo(canonical);
    assertThat(ExactNumbers.decimal(canonical)).isEqualByComparingTo(ExactNumbers.decimal(number));
  }

  @Test
  void whatIsInfiniteIsBeyondAllOthers() {
    BigInteger large = BigInteger.TEN.pow(400);

    assertThat(ExactNumbers.compare(Double.POSITIVE_INFINITY, large)).isPositive();
    assertThat(ExactNumbers.compare(large, Double.POSITIVE_INFINITY)).isNegative();
    assertThat(ExactNumbers.compare(Double.NEGATIVE_INFINITY, Long.MIN_VALUE)).isNegative();
    assertThat(ExactNumbers.canonical(Double.NaN)).isEqualTo(Double.NaN);
  }
}
