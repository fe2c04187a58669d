package dev.millrace.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdTest {
  private static final long YEAR_9999 = 253_402_300_799_999L;
  private static final long YEAR_0 = -62_167_219_200_000L;

  @Test
  void anIdIsTheSecondAndTwelveHexadecimalDigits() {
    RunId id = RunId.of(Instant.parse("2026-11-30T23:59:59.999Z"), new Random(1));

    assertThat(id.text()).matches("20261130T235959Z-3e7[0-9a-f]{9}").hasSize(29);
    assertThat(id.time()).isEqualTo(Instant.parse("2026-11-30T23:59:59Z"));
  }

  @Property
  void anIdIsReadAgain(
      @ForAll @LongRange(min = YEAR_0, max = YEAR_9999) long millis, @ForAll long seed) {
    RunId id = RunId.of(Instant.ofEpochMilli(millis), new Random(seed));

    assertThat(RunId.find(id.text())).contains(id);
    assertThat(id.time().getEpochSecond()).isEqualTo(Math.floorDiv(millis, 1000));
  }

  @Property
  void idsSortByTheMillisecond(
      @ForAll @LongRange(min = YEAR_0, max = YEAR_9999) long one,
      @ForAll @LongRange(min = YEAR_0, max = YEAR_9999) long other,
      @ForAll long seed) {
    Random random = new Random(seed);
    RunId first = RunId.of(Instant.ofEpochMilli(one), random);
    RunId second = RunId.of(Instant.ofEpochMilli(other), random);

    if (one != other) {
      assertThat(Integer.signum(first.compareTo(second))).isEqualTo(Long.compare(one, other));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "none",
        "20261130T235959Z",
        "20261130T235959Z-",
        "20261130T235959Z-1f40c9d2a7b",
        "20261130T235959Z-1f40c9d2a7b30",
        "20261130T235959Z-1F40C9D2A7B3",
        "20261130T235959Z-1f40c9d2a7b3\n",
        "20261131T235959Z-1f40c9d2a7b3",
        "20261130T240000Z-1f40c9d2a7b3",
        "20260229T000000Z-1f40c9d2a7b3",
        "20261130T235960Z-1f40c9d2a7b3",
        "２0261130T235959Z-1f40c9d2a7b3"
      })
  void aTextThatIsNoIdIsRefused(String text) {
    assertThat(RunId.find(text)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RunId(text))
        .withMessageContaining("expected one such as");
  }

  @Test
  void aTimeThatHasNoFourDigitYearIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunId.of(Instant.ofEpochMilli(YEAR_9999 + 1), new Random(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunId.of(Instant.ofEpochMilli(YEAR_0 - 1), new Random(1)));
  }
}
