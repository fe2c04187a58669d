package dev.millrace.features.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalNumberTest {

  @Provide
  Arbitrary<String> numbers() {
    Arbitrary<String> digits = Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(24);
    Arbitrary<String> zeros = Arbitraries.of("", "0", "000");
    Arbitrary<String> fractions = digits.map(text -> "." + text).injectNull(0.5);
    Arbitrary<String> exponents =
        Arbitraries.integers().between(-400, 400).map(e -> "e" + e).injectNull(0.5);
    return Combinators.combine(Arbitraries.of("", "-"), zeros, digits, zeros, fractions, exponents)
        .as(
            (sign, leading, whole, trailing, fraction, exponent) ->
                sign
                    + leading
                    + whole
                    + trailing
                    + (fraction == null ? "" : fraction)
                    + (exponent == null ? "" : exponent));
  }

  @Property(tries = 2_000)
  void isWhatABigDecimalIs(@ForAll("numbers") String text) {
    BigDecimal expected = new BigDecimal(text).stripTrailingZeros();
    DecimalNumber number = DecimalNumber.of(text);

    assertThat(number).hasToString(expected.toString());
    assertThat(number.isWhole()).isEqualTo(expected.scale() <= 0);
    assertThat(number).isEqualTo(DecimalNumber.of(expected.toString()));
    if (number.isWhole()) {
      BigInteger nearest =
          expected
              .toBigIntegerExact()
              .max(BigInteger.valueOf(Long.MIN_VALUE))
              .min(BigInteger.valueOf(Long.MAX_VALUE));
      assertThat(number.nearestLong()).hasValue(nearest.longValueExact());
    } else {
      assertThat(number.nearestLong()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "100e2147483647, 1E+2147483649",
    "-1.5e99999999999999999999, -1.5E+99999999999999999999",
    "1e-99999999999999999999, 1E-99999999999999999999",
    "0e99999999999999999999, 0",
    "-0.000, 0",
    "0.00001e2147483653, 1E+2147483648",
    "1e2147483647, 1E+2147483647",
    "100e2147483645, 1E+2147483647",
    "1e-2147483648, 1E-2147483648"
  })
  void exponentsHaveNoLimit(String text, String spelling) {
    assertThat(DecimalNumber.of(text)).hasToString(spelling);
    assertThat(DecimalNumber.of(text)).isEqualTo(DecimalNumber.of(spelling));
  }

  @Test
  void theNearestLongOfWhatIsBeyondALongIsItsLimit() {
    assertThat(nearest("100e2147483647")).hasValue(Long.MAX_VALUE);
    assertThat(nearest("-1e4294967296")).hasValue(Long.MIN_VALUE);
    assertThat(nearest("1e-4294967296")).isEmpty();
    assertThat(nearest("9223372036854775807")).hasValue(Long.MAX_VALUE);
    assertThat(nearest("-9223372036854775808.0")).hasValue(Long.MIN_VALUE);
    assertThat(nearest("9223372036854775806e0")).hasValue(Long.MAX_VALUE - 1);
    assertThat(nearest("9".repeat(1_000))).hasValue(Long.MAX_VALUE);
  }

  private static OptionalLong nearest(String text) {
    return DecimalNumber.of(text).nearestLong();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "-", "+1", ".5", "1.", "1e", "1e+", "1e+-1", "--1", "1x", "1e1x", "NaN", "1 ", "٣"
      })
  void whatIsNoNumberIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> DecimalNumber.of(text));
  }
}
