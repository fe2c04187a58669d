package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextValueTest {

  @Property
  void aNumberIsReadBackFromItsText(@ForAll double number) {
    assertThat(TextValue.number(" " + number + "\t")).hasValue(number);
  }

  @Property
  void whatIsReadIsWhatJavaReadsAndFinite(@ForAll String text) {
    TextValue.number(text)
        .ifPresent(
            number -> assertThat(number).isFinite().isEqualTo(Double.parseDouble(text.strip())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "+1", "-1.", ".5", "1e3", "1.5E-3", "007"})
  void plainDecimalsAreNumbers(String text) {
    assertThat(TextValue.number(text)).hasValue(Double.parseDouble(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "NaN",
        "Infinity",
        "0x1p3",
        "1f",
        "1d",
        "1,5",
        "1 2",
        ".",
        "e3",
        "1e",
        "+",
        "1e309",
        "١"
      })
  void anythingElseIsNone(String text) {
    assertThat(TextValue.number(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "NA", "NaN", "null", " None "})
  void aNumberMayBeMissing(String text) {
    assertThat(TextValue.isMissingNumber(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NA", "null", " "})
  void aCategoryIsMissingOnlyWhereItIsEmpty(String text) {
    assertThat(TextValue.isMissingCategory(text)).isFalse();
    assertThat(TextValue.isMissingCategory("")).isTrue();
  }
}
