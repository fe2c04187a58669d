package dev.millrace.features.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTextTest {
  private static final int NUMBERS = 300_000;

  private static double parse(String text) {
    byte[] bytes = ("9" + text + "9").getBytes(StandardCharsets.UTF_8);
    return DecimalText.parse(bytes, 1, bytes.length - 1);
  }

  @Test
  void isWhatJavaParsesBitForBit() {
    long seed = Long.getLong("fuzz.seed", new Random().nextLong());
    System.out.println("DecimalTextTest: -Dfuzz.seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < NUMBERS; i++) {
      String text = number(random);
      // Zero has no sign.
      double expected = Double.parseDouble(text) + 0.0;
      if (Double.doubleToRawLongBits(parse(text)) != Double.doubleToRawLongBits(expected)) {
        assertThat(parse(text)).as("seed %d: %s", seed, text).isEqualTo(expected);
      }
    }
  }

  private static String number(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> Double.toString(Double.longBitsToDouble(random.nextLong() & ~(1L << 62)));
      case 1 -> Long.toString(random.nextLong() >> random.nextInt(64));
      default ->
          (random.nextInt(3) == 0 ? "-" : "")
              + digits(random, 1 + random.nextInt(random.nextInt(10) == 0 ? 400 : 22))
              + (random.nextBoolean() ? "." + digits(random, 1 + random.nextInt(30)) : "")
              + (random.nextInt(4) == 0 ? "e" + (random.nextInt(700) - 350) : "");
    };
  }

  private static String digits(Random random, int count) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      digits.append((char) ('0' + (random.nextInt(3) == 0 ? 0 : random.nextInt(10))));
    }
    return digits.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "9007199254740992, 9007199254740992",
    "9007199254740993, 9007199254740992",
    "900719925474099.1, 900719925474099.1",
    "0.1, 0.1",
    "4.9e-324, 4.9e-324",
    "2.2250738585072012e-308, 2.2250738585072014e-308",
    "+1.5, 1.5",
    "' 1.5  ', 1.5",
    "5., 5",
    ".5, 0.5",
    "1e400, Infinity",
    "-1e400, -Infinity",
    "1e-400, 0",
    "-0, 0",
    "-0.0e5, 0"
  })
  void theEdgesAreThoseOfADouble(String text, double expected) {
    assertThat(Double.doubleToRawLongBits(parse(text)))
        .isEqualTo(Double.doubleToRawLongBits(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-",
        ".",
        "-.",
        "e5",
        "1e",
        "1e+",
        "1x",
        "0x1p3",
        "1d",
        "1f",
        "NaN",
        "Infinity",
        "-Infinity",
        "1,5",
        "1 5",
        "\t1",
        "1_000",
        "--1",
        "+-1",
        "٣",
        "1.2.3",
        "1e1e1"
      })
  void whatIsNoDecimalNumberIsNaN(String text) {
    assertThat(parse(text)).isNaN();
  }

  @Test
  void aNumberHasAtMostAThousandCharacters() {
    assertThat(parse("0".repeat(999) + "7")).isEqualTo(7);
    assertThat(parse("0".repeat(1_000) + "7")).isNaN();
  }
}
