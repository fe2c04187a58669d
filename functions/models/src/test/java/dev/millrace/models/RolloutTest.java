package dev.millrace.models;

import static dev.millrace.models.RoutingFixture.ONE;
import static dev.millrace.models.RoutingFixture.THREE;
import static dev.millrace.models.RoutingFixture.TWO;
import static dev.millrace.models.RoutingFixture.deadline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.common.http.Problem;
import dev.millrace.models.change.ModelChange;
import dev.millrace.models.rollout.RolloutJudge.Judged;
import dev.millrace.models.rollout.RolloutPlan;
import dev.millrace.routing.Canary;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutingRow;
import dev.millrace.runs.Run;
import dev.millrace.runs.RunId;
import dev.millrace.runs.RunStatus;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RolloutTest {
  private static final String STEPS =
      "\"steps\": [{\"weight\": 10, \"bake_seconds\": 60}, {\"weight\": 50, \"bake_seconds\": 60}]";
  private static final String GUARDRAILS =
      "\"guardrails\": {\"error_rate\": 0.1, \"minimum_sample\": 20}";

  private final RoutingFixture fixture = new RoutingFixture().routed();

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static RolloutPlan plan(String members) {
    return RolloutPlan.read(("{" + members + "}").getBytes(StandardCharsets.UTF_8));
  }

  private RunId start() {
    return start("\"version\": \"2.0.0\", %s, %s".formatted(STEPS, GUARDRAILS));
  }

  private RunId start(String members) {
    fixture.clock.advance(Duration.ofMillis(1));
    return fixture.api.rollouts().start(fixture.model, plan(members), "olga", deadline()).id();
  }

  private Judged judge(RunId id) {
    fixture.passes(Duration.ofSeconds(1));
    return fixture.parts.judge().judge(id, deadline());
  }

  private Run run(RunId id) {
    return fixture.api.runs().find(id, deadline()).orElseThrow();
  }

  private static void refused(int status, Runnable call, String... words) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(call::run)
        .satisfies(
            problem -> {
              assertThat(problem.response().status()).as(problem.getMessage()).isEqualTo(status);
              assertThat(words).allSatisfy(word -> assertThat(problem).hasMessageContaining(word));
            });
  }

  @Test
  void aRolloutBeginsWithItsFirstStepAndAnExecution() {
    RunId id = start();

    RoutingRow row = fixture.row();
    assertThat(row.versions().active()).isEqualTo(ONE);
    assertThat(row.versions().canary()).contains(new Canary(TWO, 10));
    assertThat(row.rollout().orElseThrow().id()).isEqualTo(id.text());
    assertThat(row.rollout().orElseThrow().firstRevision()).isEqualTo(2);
    assertThat(fixture.stepFunctions.isRunning(id.text())).isTrue();
    assertThat(run(id).status()).isEqualTo(RunStatus.PENDING);
    assertThat(fixture.history().getFirst().action()).isEqualTo("rollout_started");
  }

  @Test
  void aGoodCanaryIsPromotedStepByStep() {
    RunId id = start();
    assertThat(judge(id)).isEqualTo(Judged.GOES_ON);
    fixture.answers(TWO, "canary", 2, 30, true);
    fixture.passes(Duration.ofSeconds(60));

    assertThat(judge(id)).isEqualTo(Judged.GOES_ON);
    assertThat(fixture.row().versions().canary()).contains(new Canary(TWO, 50));
    assertThat(judge(id)).isEqualTo(Judged.GOES_ON);
    fixture.passes(Duration.ofSeconds(60));
    assertThat(judge(id)).isEqualTo(Judged.PROMOTED);

    RoutingRow row = fixture.row();
    assertThat(row.versions()).isEqualTo(RoutedVersions.active(TWO));
    assertThat(row.lastGood()).contains(ONE);
    assertThat(row.rollout()).isEmpty();
    assertThat(row.isEffective()).isTrue();
    assertThat(run(id).status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(fixture.history())
        .extracting(ModelChange::action)
        .containsExactly("promoted", "rollout_advanced", "rollout_started", "routed");
    assertThat(judge(id)).isEqualTo(Judged.ENDED);
  }

  @Test
  void aBadCanaryIsRolledBackAtOnceWithTheReason() {
    RunId id = start();
    judge(id);
    fixture.answers(TWO, "canary", 2, 10, true);
    fixture.answers(TWO, "canary", 2, 9, false);
    assertThat(judge(id)).as("19 records are no sample of 20").isEqualTo(Judged.GOES_ON);
    fixture.answers(TWO, "canary", 2, 1, false);

    assertThat(judge(id)).isEqualTo(Judged.ROLLED_BACK);

    assertThat(fixture.row().versions()).isEqualTo(RoutedVersions.active(ONE));
    assertThat(fixture.row().rollout()).isEmpty();
    assertThat(run(id).status()).isEqualTo(RunStatus.PARTIALLY_SUCCEEDED);
    assertThat(run(id).reason()).contains("error_rate");
    assertThat(run(id).error().orElseThrow().message())
        .contains("error_rate was 0.5", "expected at most 0.1", "asked 20 records");
  }

  @Test
  void whatWasCountedBeforeTheRolloutDoesNotCount() {
    fixture.answers(TWO, "canary", 1, 50, false);

    RunId id = start();

    assertThat(judge(id)).isEqualTo(Judged.GOES_ON);
  }

  @Test
  void aSampleThatDoesNotComeRollsBackAfterTheLongestWait() {
    RunId id =
        start(
            "\"version\": \"2.0.0\", %s, %s, \"max_wait_seconds\": 100"
                .formatted(STEPS, GUARDRAILS));
    judge(id);
    fixture.answers(TWO, "canary", 2, 19, true);
    fixture.passes(Duration.ofSeconds(70));
    assertThat(judge(id)).isEqualTo(Judged.GOES_ON);
    fixture.passes(Duration.ofSeconds(100));

    assertThat(judge(id)).isEqualTo(Judged.ROLLED_BACK);
    assertThat(run(id).reason()).contains("insufficient_sample");
    assertThat(run(id).error().orElseThrow().message()).contains("asked 19 records, expected 20");
  }

  @Test
  void aBakeBeginsOnceTheStepIsInEffect() {
    fixture.load("late", ONE);
    RunId id = start();
    fixture.answers(TWO, "canary", 2, 30, true);
    fixture.passes(Duration.ofSeconds(200));
    assertThat(judge(id)).isEqualTo(Judged.GOES_ON);
    assertThat(fixture.row().rollout().orElseThrow().step()).isZero();

    fixture.load("late", ONE, TWO);
    judge(id);
    fixture.passes(Duration.ofSeconds(58));
    judge(id);
    assertThat(fixture.row().rollout().orElseThrow().step()).isZero();
    judge(id);
    judge(id);
    assertThat(fixture.row().rollout().orElseThrow().step()).isEqualTo(1);
  }

  @Test
  void aVersionThatIsNeverLoadedIsRolledBack() {
    fixture.load("late", ONE);
    RunId id =
        start(
            "\"version\": \"2.0.0\", %s, %s, \"max_wait_seconds\": 100"
                .formatted(STEPS, GUARDRAILS));
    fixture.passes(Duration.ofSeconds(98));
    assertThat(judge(id)).isEqualTo(Judged.GOES_ON);
    fixture.passes(Duration.ofSeconds(1));

    assertThat(judge(id)).isEqualTo(Judged.ROLLED_BACK);
    assertThat(run(id).reason()).contains("not_loaded");
  }

  @Test
  void aRolloutNeedsAnotherVersionAndNoOtherInProgress() {
    refused(
        422,
        () -> start("\"version\": \"1.0.0\", %s, %s".formatted(STEPS, GUARDRAILS)),
        "is active");
    refused(
        404, () -> start("\"version\": \"9.0.0\", %s, %s".formatted(STEPS, GUARDRAILS)), "1.0.0");
    RunId id = start();
    refused(
        409, () -> start("\"version\": \"3.0.0\", %s, %s".formatted(STEPS, GUARDRAILS)), id.text());
    refused(409, () -> fixture.put(2, "\"active\": \"3.0.0\""), id.text(), "end_rollout");
    assertThat(fixture.row().versions().canary()).contains(new Canary(TWO, 10));
  }

  @Test
  void aRolloutNeedsRisingWeightsAndLimitsInRange() {
    String rest = "\"version\": \"2.0.0\", \"guardrails\": {\"minimum_sample\": 1}, ";
    refused(422, () -> plan(rest + "\"steps\": []"), "steps held 0");
    refused(
        422,
        () ->
            plan(
                rest
                    + "\"steps\": [{\"weight\": 10, \"bake_seconds\": 1}, {\"weight\": 10, \"bake_seconds\": 1}]"),
        "steps[1].weight held 10");
    refused(
        422,
        () -> plan(rest + "\"steps\": [{\"weight\": 101, \"bake_seconds\": 1}]"),
        "steps[0].weight held 101");
    refused(
        422,
        () -> plan(rest + "\"steps\": [{\"weight\": 10, \"bake_seconds\": -1}]"),
        "steps[0].bake_seconds held -1");
    refused(
        422,
        () -> plan(rest + "\"steps\": [{\"weight\": 10, \"bake_seconds\": 1209600}]"),
        "expected at most 1209600");
    refused(400, () -> plan("\"version\": \"2.0.0\", " + STEPS), "guardrails held nothing");
    refused(
        422,
        () ->
            plan(
                "\"version\": \"2.0.0\", "
                    + STEPS
                    + ", \"guardrails\": {\"minimum_sample\": 1, \"error_rate\": 1.5}"),
        "guardrails.error_rate held 1.5");
    refused(
        422,
        () ->
            plan(
                "\"version\": \"2.0.0\", \"steps\": [{\"weight\": 100, \"bake_seconds\": 1}],"
                    + " \"guardrails\": {\"minimum_sample\": 1, \"score_shift\": 0.2}"),
        "steps[0].weight held 100");
  }

  @Test
  void aPlanIsKeptAsItWasRead() {
    RolloutPlan plan =
        plan(
            """
            "version": "2.0.0", "steps": [{"weight": 0.5, "bake_seconds": 1}],
            "guardrails": {"p99_ms": 50, "score_shift": 0.2, "minimum_sample": 5},
            "max_wait_seconds": 7, "reason": "faster\"""");

    assertThat(RolloutPlan.read(plan.json().getBytes(StandardCharsets.UTF_8))).isEqualTo(plan);
  }

  @Test
  void aRollBackByHandEndsARollout() {
    RunId id = start();
    judge(id);

    fixture.rollBack("");

    assertThat(fixture.row().versions()).isEqualTo(RoutedVersions.active(ONE));
    assertThat(run(id).status()).isEqualTo(RunStatus.PARTIALLY_SUCCEEDED);
    assertThat(run(id).reason()).contains("by_request");
    assertThat(run(id).error().orElseThrow().message()).isEqualTo("olga: it is bad");
    assertThat(judge(id)).isEqualTo(Judged.ENDED);
  }

  @Test
  void aPutThatEndsARolloutCancelsIt() {
    RunId id = start();

    fixture.put(2, "\"active\": \"3.0.0\", \"end_rollout\": true, \"reason\": \"three is out\"");

    assertThat(fixture.row().versions()).isEqualTo(RoutedVersions.active(THREE));
    assertThat(run(id).status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(run(id).reason()).contains("olga: three is out");
  }

  @Test
  void aCancelledRolloutLeavesTheActiveVersion() {
    RunId id = start();
    judge(id);
    fixture.clock.advance(Duration.ofMillis(1));

    Run cancelled = fixture.api.rollouts().cancel(run(id), "olga", deadline());

    assertThat(cancelled.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(fixture.row().versions()).isEqualTo(RoutedVersions.active(ONE));
    assertThat(fixture.stepFunctions.status(id.text())).isEqualTo("ABORTED");
    assertThat(fixture.history().getFirst().action()).isEqualTo("rollout_cancelled");
  }

  @Test
  void aRolloutThatEndedIsNotCancelled() {
    RunId id = start();
    fixture.rollBack("");

    refused(409, () -> fixture.api.rollouts().cancel(run(id), "olga", deadline()));
  }

  @Test
  void aMachineThatFailsTakesTheCanaryBack() {
    RunId id = start();
    judge(id);

    fixture.parts.judge().fail(id, new RunError(FailureCategory.INTERNAL, "it broke"), deadline());

    assertThat(fixture.row().versions()).isEqualTo(RoutedVersions.active(ONE));
    assertThat(run(id).status()).isEqualTo(RunStatus.FAILED);
    assertThat(run(id).error().orElseThrow().message()).contains("it broke");
  }

  @Test
  void theSweepTakesBackTheCanaryOfAnExecutionThatDied() {
    RunId id = start();
    judge(id);
    fixture.stepFunctions.end(id.text(), "FAILED", "States.Runtime");
    fixture.passes(Duration.ofMinutes(5));

    assertThat(fixture.sweep.run(deadline()).takenBack()).isEqualTo(1);

    assertThat(fixture.row().versions()).isEqualTo(RoutedVersions.active(ONE));
    assertThat(fixture.row().rollout()).isEmpty();
    assertThat(run(id).status()).isEqualTo(RunStatus.FAILED);
  }

  @Test
  void aManualCanaryCanBeRolledOutAndNoOther() {
    fixture.put(1, "\"active\": \"1.0.0\", \"canary\": {\"version\": \"2.0.0\", \"weight\": 5}");
    fixture.effective();

    refused(
        409,
        () -> start("\"version\": \"3.0.0\", %s, %s".formatted(STEPS, GUARDRAILS)),
        "2.0.0 is the canary");
    start();
    assertThat(fixture.row().versions().canary()).contains(new Canary(TWO, 10));
  }

  @Test
  void aShadowThatIsRolledOutIsAShadowNoMore() {
    fixture.put(1, "\"active\": \"1.0.0\", \"shadow\": [\"3.0.0\", \"2.0.0\"]");
    fixture.effective();

    start();

    assertThat(fixture.row().versions().shadow()).isEqualTo(List.of(THREE));
  }
}
