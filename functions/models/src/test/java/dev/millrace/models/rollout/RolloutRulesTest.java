package dev.millrace.models.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.counters.CountedScores;
import dev.millrace.models.counters.VersionCounts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RolloutRulesTest {
  private static final Instant BEGIN = Instant.parse("2026-11-30T12:00:00Z");
  private static final VersionCounts ACTIVE = CountedScores.of(1_000, 0, 10, 0.5);

  private static RolloutPlan plan(String guardrails) {
    return RolloutPlan.read(
        """
        {"version": "2.0.0", "max_wait_seconds": 50, "guardrails": {"minimum_sample": 10 %s},
         "steps": [{"weight": 10, "bake_seconds": 100}, {"weight": 50, "bake_seconds": 20}]}"""
            .formatted(guardrails)
            .getBytes(StandardCharsets.UTF_8));
  }

  /** Of the first step, which began at {@code BEGIN}. */
  private static Verdict judge(String guardrails, VersionCounts canary, int seconds) {
    return judge(guardrails, canary, ACTIVE, 0, seconds);
  }

  private static Verdict judge(
      String guardrails, VersionCounts canary, VersionCounts active, int step, int seconds) {
    return RolloutRules.judge(
        plan(guardrails),
        new StepProgress(step, BEGIN, Optional.of(BEGIN)),
        new RolloutWindow(canary, active),
        BEGIN.plusSeconds(seconds));
  }

  private static void rolledBack(Verdict verdict, String reason, String detail) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.RollBack.class,
            rollBack -> {
              assertThat(rollBack.reason()).isEqualTo(reason);
              assertThat(rollBack.detail()).contains(detail);
            });
  }

  @Test
  void aStepLastsItsTimeAndTheLastOneEndsWithAPromotion() {
    VersionCounts good = CountedScores.of(10, 0, 10, 0.5);

    assertThat(judge("", good, 99)).isEqualTo(new Verdict.Bake());
    assertThat(judge("", good, 100)).isEqualTo(new Verdict.Advance());
    assertThat(judge("", good, ACTIVE, 1, 19)).isEqualTo(new Verdict.Bake());
    assertThat(judge("", good, ACTIVE, 1, 20)).isEqualTo(new Verdict.Promote());
  }

  @Test
  void aStepWaitsForItsSampleAndNotForEver() {
    VersionCounts few = CountedScores.of(9, 0, 10, 0.5);

    assertThat(judge("", few, 149)).isEqualTo(new Verdict.Bake());
    rolledBack(judge("", few, 150), "insufficient_sample", "asked 9 records, expected 10");
  }

  @Test
  void errorsCountOnceThereIsASample() {
    String limit = ", \"error_rate\": 0.2";

    assertThat(judge(limit, CountedScores.of(0, 9, 10, 0.5), 1)).isEqualTo(new Verdict.Bake());
    assertThat(judge(limit, CountedScores.of(8, 2, 10, 0.5), 1))
        .as("at the limit")
        .isEqualTo(new Verdict.Bake());
    rolledBack(
        judge(limit, CountedScores.of(7, 3, 10, 0.5), 1), "error_rate", "error_rate was 0.3000");
  }

  @Test
  void theSlowestOfAHundredCounts() {
    String limit = ", \"p99_ms\": 50";
    VersionCounts slow = CountedScores.of(98, 0, 10, 0.5);
    slow.add(CountedScores.of(1, 0, 400, 0.5));

    assertThat(judge(limit, slow, 1))
        .as("one of 99 is the p99")
        .isInstanceOf(Verdict.RollBack.class);
    slow.add(CountedScores.of(2, 0, 10, 0.5));
    assertThat(judge(limit, slow, 1)).isEqualTo(new Verdict.Bake());
  }

  @Test
  void scoresAreComparedOnceBothHaveASample() {
    String limit = ", \"score_shift\": 0.25";
    VersionCounts shifted = CountedScores.of(20, 0, 10, 0.9);

    rolledBack(judge(limit, shifted, 1), "score_shift", "expected at most 0.2500");
    assertThat(judge(limit, shifted, CountedScores.of(9, 0, 10, 0.5), 0, 1))
        .isEqualTo(new Verdict.Bake());
    rolledBack(
        judge(limit, shifted, CountedScores.of(9, 0, 10, 0.5), 0, 150),
        "insufficient_sample",
        "The active version was asked 9 records");
  }

  @Test
  void aStepThatIsNotInEffectHasNotBegun() {
    StepProgress waiting = new StepProgress(0, BEGIN, Optional.empty());
    RolloutWindow window = new RolloutWindow(CountedScores.of(10, 0, 10, 0.5), ACTIVE);

    assertThat(RolloutRules.judge(plan(""), waiting, window, BEGIN.plusSeconds(49)))
        .isEqualTo(new Verdict.Bake());
    rolledBack(
        RolloutRules.judge(plan(""), waiting, window, BEGIN.plusSeconds(50)),
        "not_loaded",
        "version 2.0.0");
  }
}
