package dev.millrace.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionSettingsTest {
  private static final Settings NONE = new Settings(Map.of());

  private static Settings held(String value) {
    return new Settings(Map.of("NAME", value));
  }

  @Test
  void aTextIsStripped() {
    assertThat(held(" a b ").text("NAME")).isEqualTo("a b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void anEmptyTextCountsAsMissing(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> held(value).text("NAME"))
        .withMessage("Setting NAME is missing or empty; expected a text");
    assertThat(held(value).text("NAME", "otherwise")).isEqualTo("otherwise");
  }

  @Test
  void whatIsNotSetTakesItsDefault() {
    assertThat(NONE.integer("NAME", 7, 1, 5)).isEqualTo(7);
    assertThat(NONE.duration("NAME", Duration.ZERO)).isZero();
    assertThat(NONE.numbers("NAME")).isEmpty();
  }

  @Test
  void aWholeNumberMayBeAtItsLimits() {
    assertThat(held("1").integer("NAME", 3, 1, 5)).isEqualTo(1);
    assertThat(held("5").integer("NAME", 3, 1, 5)).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "6", "-1", "2.5", "two", "99999999999"})
  void anotherWholeNumberIsNamedShownAndExplained(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> held(value).integer("NAME", 3, 1, 5))
        .withMessage("Setting NAME holds \"" + value + "\"; expected a whole number from 1 to 5");
  }

  @Test
  void aDurationIsIso8601() {
    assertThat(held("PT1M30S").duration("NAME", Duration.ZERO)).isEqualTo(Duration.ofSeconds(90));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "-PT1S", "10m", "P", "10"})
  void anotherDurationIsNamedShownAndExplained(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> held(value).duration("NAME", Duration.ZERO))
        .withMessage(
            "Setting NAME holds \""
                + value
                + "\"; expected a positive ISO-8601 duration such as PT10M");
  }

  @Test
  void aDurationMayBeZeroWhereThatMeansSomething() {
    assertThat(held("PT0S").durationOrZero("NAME", Duration.ofDays(1))).isZero();
    assertThat(NONE.durationOrZero("NAME", Duration.ofDays(1))).isEqualTo(Duration.ofDays(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> held("-PT1S").durationOrZero("NAME", Duration.ZERO))
        .withMessage(
            "Setting NAME holds \"-PT1S\"; expected an ISO-8601 duration such as PT10M that is not"
                + " negative");
  }

  @Test
  void aFlagIsTrueOrFalse() {
    assertThat(NONE.flag("NAME")).isFalse();
    assertThat(held("false").flag("NAME")).isFalse();
    assertThat(held("true").flag("NAME")).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> held("TRUE").flag("NAME"))
        .withMessage("Setting NAME holds \"TRUE\"; expected true or false");
  }

  @Test
  void namesKeepTheirOrder() {
    assertThat(held("b, a ,,c,").names("NAME")).containsExactly("b", "a", "c");
  }

  @ParameterizedTest
  @ValueSource(strings = {",", " , , "})
  void thereMustBeOneName(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> held(value).names("NAME"))
        .withMessage("Setting NAME holds \"" + value.strip() + "\"; expected at least one name");
  }

  @Test
  void numbersKeepTheirNamesAndOrder() {
    assertThat(held(" b = 2.5 ,a=-1e3,").numbers("NAME"))
        .containsExactly(entry("b", 2.5), entry("a", -1000.0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a=",
        "=1",
        "a=b",
        "a=1=2",
        "a=NaN",
        "a=Infinity",
        "a=1e999",
        "a=1d",
        "a=0x1p3"
      })
  void whatIsNoNumberByNameIsNamedShownAndExplained(String pair) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> held("ok=1," + pair).numbers("NAME"))
        .withMessageContaining("Setting NAME holds \"" + pair + "\"; expected finite numbers")
        .withMessageContaining("income=64000,density=900");
  }

  @Test
  void aNumberThatIsNamedTwiceIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> held("a=1,a=2").numbers("NAME"))
        .withMessageContaining("\"a=2\"; expected finite numbers, each name once");
  }
}
