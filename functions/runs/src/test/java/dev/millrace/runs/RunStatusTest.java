package dev.millrace.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.runs.failure.FailureCategory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunStatusTest {
  @Test
  void onlyAnUnfinishedRunGoesOnAndOnlyForward() {
    for (RunStatus from : RunStatus.values()) {
      for (RunStatus to : RunStatus.values()) {
        boolean legal =
            switch (from) {
              case PENDING -> to != RunStatus.PENDING;
              case RUNNING -> to != RunStatus.PENDING && to != RunStatus.RUNNING;
              default -> false;
            };
        assertThat(from.canBecome(to)).as("%s to %s", from, to).isEqualTo(legal);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStatusIsFoundByItsText(RunStatus status) {
    assertThat(RunStatus.find(status.text())).contains(status);
    assertThat(RunStatus.find(status.name())).isEmpty();
  }

  @Test
  void textsAreThoseOfTheApi() {
    assertThat(RunStatus.values())
        .extracting(RunStatus::text)
        .containsExactly(
            "pending", "running", "succeeded", "partially_succeeded", "failed", "cancelled");
    assertThat(FailureCategory.values())
        .extracting(FailureCategory::text)
        .containsExactly(
            "source", "transformation", "quality", "storage", "model", "limit", "internal");
  }
}
