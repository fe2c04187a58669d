package dev.millrace.lake.cleaning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitBudgetTest {
  private static final Deadline IN_AN_HOUR = Deadline.after(Duration.ofHours(1));
  private static final Deadline PASSED = Deadline.after(Duration.ZERO);

  @Test
  void aCommitTakesSoManyEvents() {
    CommitBudget budget = new CommitBudget(10, IN_AN_HOUR, IN_AN_HOUR);

    assertThat(budget.allowsMore(9, 1)).isTrue();
    assertThat(budget.eventsLeft(9)).isEqualTo(1);
    assertThat(budget.allowsMore(10, 1)).isFalse();
  }

  @Test
  void aCommitTakesNothingMoreWhenTheTimeForReadingIsOver() {
    CommitBudget budget = new CommitBudget(10, PASSED, IN_AN_HOUR);

    assertThat(budget.isOver()).isTrue();
    assertThat(budget.allowsMore(1, 1)).isFalse();
  }

  @Test
  void aCommitTakesNoMoreThanItsFilesCanBeWrittenInTheTimeThatIsLeft() {
    CommitBudget budget = new CommitBudget(1_000_000, IN_AN_HOUR, IN_AN_HOUR);

    assertThat(budget.allowsMore(365, 365)).isTrue();
    assertThat(budget.allowsMore(100_000, 100_000)).isFalse();
  }

  @Test
  void howLongFilesTakeIsMeasured() {
    CommitBudget budget = new CommitBudget(1_000_000, IN_AN_HOUR, IN_AN_HOUR);

    budget.wrote(100, Duration.ofSeconds(1));
    assertThat(budget.allowsMore(100_000, 100_000)).isTrue();

    budget.wrote(100, Duration.ofSeconds(1_000));
    assertThat(budget.allowsMore(365, 365)).isFalse();

    budget.wrote(1, Duration.ofMillis(1));
    assertThat(budget.allowsMore(365, 365)).as("after one file that says little").isFalse();
  }
}
