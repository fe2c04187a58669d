package dev.millrace.ingestion.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
  private final Backoff backoff = new Backoff(new Random(7));

  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "3,4", "6,32", "7,60", "8,60", "1000000,60"})
  void theBoundDoublesUpToAMinute(int attempts, long seconds) {
    RandomGenerator largest =
        new RandomGenerator() {
          @Override
          public long nextLong() {
            return 0;
          }

          @Override
          public long nextLong(long bound) {
            return bound - 1;
          }
        };

    assertThat(new Backoff(largest).after(attempts, Optional.empty())).hasSeconds(seconds);
  }

  @Property
  void theWaitIsNeverLongerThanAMinute(@ForAll @IntRange(min = 1) int attempts) {
    assertThat(backoff.after(attempts, Optional.empty()))
        .isBetween(Duration.ZERO, Duration.ofMinutes(1));
  }

  @Test
  void thoseWhoFailTogetherDoNotComeBackTogether() {
    assertThat(
            IntStream.range(0, 100)
                .mapToObj(i -> backoff.after(4, Optional.empty()))
                .distinct()
                .count())
        .isGreaterThan(90);
  }

  @Test
  void whatTheSourceAsksForWins() {
    assertThat(backoff.after(1, Optional.of(Duration.ofMinutes(5)))).hasMinutes(5);
    assertThat(backoff.after(9, Optional.of(Duration.ZERO))).isZero();
  }

  @Test
  void butNotBeyondAnHour() {
    assertThat(backoff.after(1, Optional.of(Duration.ofDays(365)))).hasHours(1);
  }

  @Test
  void thereIsNoWaitBeforeTheFirstAttempt() {
    assertThatIllegalArgumentException().isThrownBy(() -> backoff.after(0, Optional.empty()));
  }
}
