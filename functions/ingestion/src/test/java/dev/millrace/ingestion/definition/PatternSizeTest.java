package dev.millrace.ingestion.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternSizeTest {
  /** What a compiled pattern has beside its atoms: groups, alternatives, repetitions, an end. */
  private static final int INSTRUCTIONS_PER_CHARACTER = 8;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "abc                  | 3",
        "(x{1000}){1000}      | 1001000",
        "(x{1000})?y          | 1003",
        "[(]x{10}[)]          | 12",
        "[]({9}]{3}           | 3",
        "[[:alpha:](]{5}      | 5",
        "\\(x{7}\\)           | 9",
        "((((x{100}){100}     | 10103",
        "x{,5}                | 5",
        "\\Qx                 | 1000000000",
        "(((((x{1000}){1000}){1000}){1000}){1000}){1000} | 1000000000",
      })
  void repetitionsMultiply(String pattern, long size) {
    assertThat(PatternSize.of(pattern)).isEqualTo(size);
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.of(
            "a",
            "(",
            ")",
            "(",
            ")",
            "{2}",
            "{3,}",
            "{1,9}",
            "[",
            "]",
            "[a]",
            "[^]]",
            "[:alpha:]",
            "\\",
            "\\]",
            "\\(",
            "*",
            "+",
            "?",
            "|",
            "{",
            "}",
            "\\pL",
            "(?:",
            "(?i)",
            ".",
            "^")
        .list()
        .ofMaxSize(14)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 5_000)
  void noPatternIsLargerThanReckoned(@ForAll("patterns") String pattern) {
    int instructions;
    try {
      instructions = Pattern.compile(pattern).programSize();
    } catch (PatternSyntaxException noPattern) {
      Assume.that(false);
      return;
    }
    assertThat((long) instructions)
        .isLessThanOrEqualTo(INSTRUCTIONS_PER_CHARACTER * (PatternSize.of(pattern) + 2));
  }
}
