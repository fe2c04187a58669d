package dev.millrace.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void timeIsLeftUntilItHasPassed() {
    Deadline ahead = Deadline.after(HOUR);
    Deadline past = Deadline.after(HOUR.negated());

    assertThat(ahead.hasPassed()).isFalse();
    assertThat(ahead.remaining()).isPositive().isLessThanOrEqualTo(HOUR);
    assertThat(past.hasPassed()).isTrue();
    assertThat(past.remaining()).isNegative();
  }

  @Test
  void anEarlierDeadlineLeavesTimeForWhatComesAfterwards() {
    Deadline deadline = Deadline.after(HOUR);

    assertThat(deadline.earlierBy(HOUR.dividedBy(2)).remaining())
        .isLessThanOrEqualTo(HOUR.dividedBy(2));
    assertThat(deadline.earlierBy(HOUR).hasPassed()).isTrue();
  }

  @Test
  void aCallIsBoundedByTheTimeThatIsLeft() {
    assertThat(Deadline.after(HOUR).bound().apiCallTimeout())
        .hasValueSatisfying(time -> assertThat(time).isPositive().isLessThanOrEqualTo(HOUR));
  }

  @Test
  void aCallAfterTheDeadlineIsBoundedByTheShortestTimeThatTheSdkTakes() {
    assertThat(Deadline.after(HOUR.negated()).bound().apiCallTimeout())
        .contains(Duration.ofMillis(1));
  }

  @Test
  void aPauseWithinTheDeadlineIsSlept() throws InterruptedException {
    long start = System.nanoTime();

    assertThat(Deadline.after(HOUR).pause(Duration.ofMillis(5))).isTrue();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Duration.ofMillis(5).toNanos());
  }

  @Test
  void anInterruptionEndsAPauseAndStaysPending() {
    Thread.currentThread().interrupt();

    assertThat(Deadline.after(HOUR).pauseUnlessInterrupted(HOUR.dividedBy(2))).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Deadline.after(HOUR).pauseUnlessInterrupted(Duration.ofMillis(1))).isTrue();
  }

  @Test
  void aPauseThatTheDeadlineCutsIsNotSlept() throws InterruptedException {
    assertThat(Deadline.after(HOUR).pause(HOUR.plusHours(1))).isFalse();
    assertThat(Deadline.after(HOUR.negated()).pause(Duration.ofMillis(1))).isFalse();
  }
}
