package dev.millrace.models;

import static dev.millrace.models.RoutingFixture.ONE;
import static dev.millrace.models.RoutingFixture.THREE;
import static dev.millrace.models.RoutingFixture.TWO;
import static dev.millrace.models.RoutingFixture.deadline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.common.http.Problem;
import dev.millrace.models.change.ModelChange;
import dev.millrace.models.routing.ChangeCause;
import dev.millrace.models.routing.RollBackRequest;
import dev.millrace.models.routing.RoutingChange;
import dev.millrace.models.routing.RoutingView;
import dev.millrace.models.routing.WriteOutcome;
import dev.millrace.routing.Canary;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutingRow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoutingTest {
  private final RoutingFixture fixture = new RoutingFixture();

  @AfterEach
  void stop() {
    fixture.close();
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
  void aFirstVersionIsInEffectOnceEveryLiveInstanceHasLoadedIt() {
    fixture.version(ONE, "validated");
    fixture.load("a", ONE);
    fixture.load("b");

    fixture.put(0, "\"active\": \"1.0.0\"");

    assertThat(fixture.effective().isEffective()).isFalse();
    RoutingView waiting = fixture.parts.views().view(fixture.model, deadline());
    assertThat(waiting.instances()).isEqualTo(2);
    assertThat(waiting.waiting())
        .containsExactly(new RoutingView.WaitingVersion(ONE, 1, Optional.empty()));

    fixture.load("b", ONE);
    RoutingRow row = fixture.effective();
    assertThat(row.isEffective()).isTrue();
    assertThat(row.inEffect().orElseThrow().versions()).isEqualTo(RoutedVersions.active(ONE));
    assertThat(row.revision()).isEqualTo(1);
    assertThat(row.lastGood()).isEmpty();
  }

  @Test
  void aChangeOfTheActiveVersionKeepsTheOneBeforeAsLastGood() {
    fixture.routed();

    fixture.put(1, "\"active\": \"2.0.0\"");

    assertThat(fixture.row().lastGood()).contains(ONE);
    assertThat(fixture.row().revision()).isEqualTo(2);
    assertThat(fixture.effective().isEffective()).isTrue();
  }

  @Test
  void aChangeAmongTheVersionsThatInstancesKeepIsInEffectByTheSameWrite() {
    fixture.routed();
    fixture.put(1, "\"active\": \"1.0.0\", \"canary\": {\"version\": \"2.0.0\", \"weight\": 10}");
    fixture.effective();

    fixture.put(2, "\"active\": \"1.0.0\", \"canary\": {\"version\": \"2.0.0\", \"weight\": 12.5}");

    assertThat(fixture.row().isEffective()).isTrue();
    assertThat(fixture.row().versions().canary()).contains(new Canary(TWO, 12.5));
  }

  @Test
  void aLostRaceChangesNothing() {
    fixture.routed();
    fixture.put(1, "\"active\": \"2.0.0\"");

    refused(409, () -> fixture.put(1, "\"active\": \"3.0.0\""), "revision held 1", "expected 2");
    refused(409, () -> fixture.put(0, "\"active\": \"3.0.0\""));

    assertThat(fixture.row().versions().active()).isEqualTo(TWO);
    assertThat(fixture.history()).hasSize(2);
  }

  @Test
  void onlyValidatedVersionsAreRouted() {
    fixture.routed();
    fixture.version("4.0.0", "rejected");
    fixture.version("5.0.0", "deactivated");
    fixture.version("6.0.0", "deleted");

    refused(
        404,
        () -> fixture.put(1, "\"active\": \"9.0.0\""),
        "no version 9.0.0",
        "[1.0.0, 2.0.0, 3.0.0]");
    refused(404, () -> fixture.put(1, "\"active\": \"6.0.0\""));
    refused(409, () -> fixture.put(1, "\"active\": \"4.0.0\""), "is rejected");
    refused(
        409,
        () -> fixture.put(1, "\"active\": \"1.0.0\", \"shadow\": [\"5.0.0\"]"),
        "is deactivated");
    assertThat(fixture.row().revision()).isEqualTo(1);
  }

  @Test
  void aVersionThatIsDeactivatedMeanwhileIsNotRouted() {
    fixture.routed();
    RoutingChange change =
        new RoutingChange(
            fixture.model,
            Optional.of(fixture.row()),
            RoutedVersions.active(TWO),
            Optional.of(ONE),
            Optional.empty(),
            new ChangeCause(
                "routed", Optional.of(TWO), "olga", Optional.empty(), Optional.empty(), Map.of()));
    fixture.version(TWO, "deactivated");

    WriteOutcome outcome = fixture.parts.writes().write(change, List.of(), deadline());

    assertThat(outcome).isEqualTo(WriteOutcome.NOT_VALIDATED);
    assertThat(fixture.row().versions()).isEqualTo(RoutedVersions.active(ONE));
    assertThat(fixture.history()).hasSize(1);
  }

  @Test
  void aWeightOutOfRangeAndAVersionNamedTwiceAreRefused() {
    fixture.routed();

    for (String weight : List.of("-1", "100.5", "1e9")) {
      refused(
          422,
          () ->
              fixture.put(
                  1,
                  "\"active\": \"1.0.0\", \"canary\": {\"version\": \"2.0.0\", \"weight\": %s}"
                      .formatted(weight)),
          "canary.weight held",
          "0 to 100");
    }
    refused(
        400,
        () ->
            fixture.put(
                1,
                "\"active\": \"1.0.0\", \"canary\": {\"version\": \"2.0.0\", \"weight\": \"1\"}"),
        "canary.weight held \"1\"");
    refused(
        422,
        () -> fixture.put(1, "\"active\": \"1.0.0\", \"shadow\": [\"2.0.0\", \"2.0.0\"]"),
        "twice");
    refused(400, () -> fixture.put(1, "\"active\": \"1.0.0\", \"shadows\": []"), "shadows");
    refused(422, () -> fixture.put(1, "\"active\": \"newest\""), "active held \"newest\"");
  }

  @Test
  void aRowMayBeSentBackAsItWasRead() {
    fixture.routed();

    fixture.put(
        1,
        """
        "active": "2.0.0", "canary": null, "shadow": [], "effective": true, "last_good": "1.0.0",
        "streams": ["sessions"], "model": "m", "in_effect": {}""");

    assertThat(fixture.row().versions()).isEqualTo(RoutedVersions.active(TWO));
  }

  @Test
  void versionsOfARowFindIdsInTheSameField() {
    fixture.routed();
    fixture.version("4.0.0", "validated", "visit", 10);

    refused(
        422,
        () -> fixture.put(1, "\"active\": \"1.0.0\", \"shadow\": [\"4.0.0\"]"),
        "The record of version 4.0.0");
    fixture.put(1, "\"active\": \"4.0.0\"");
    assertThat(fixture.row().versions().active()).isEqualTo("4.0.0");
  }

  @Test
  void aBoundModelKeepsItsRecord() {
    fixture.routed();
    fixture.version("4.0.0", "validated", "visit", 10);
    fixture.api.routing().bind(fixture.model, List.of("sessions"), "olga", deadline());

    refused(422, () -> fixture.put(1, "\"active\": \"4.0.0\""), "The record of version 1.0.0");
    assertThat(fixture.row().streams()).containsExactly("sessions");
    assertThat(fixture.row().revision()).isEqualTo(1);
  }

  @Test
  void aModelThatCouldComeBackWithAnotherRecordIsNotBound() {
    fixture.routed();
    fixture.version("4.0.0", "validated", "visit", 10);
    fixture.load("instance", ONE, TWO, THREE, "4.0.0");
    fixture.put(1, "\"active\": \"4.0.0\"");

    refused(
        422,
        () -> fixture.api.routing().bind(fixture.model, List.of("sessions"), "olga", deadline()),
        "The record of version 1.0.0");
  }

  @Test
  void aModelIsBoundOnceItsRoutingIsInEffect() {
    fixture.version(ONE, "validated");
    List<String> sessions = List.of("sessions");
    refused(409, () -> fixture.api.routing().bind(fixture.model, sessions, "olga", deadline()));
    fixture.put(0, "\"active\": \"1.0.0\"");
    refused(
        409,
        () -> fixture.api.routing().bind(fixture.model, sessions, "olga", deadline()),
        "not in effect");
    refused(
        422,
        () -> fixture.api.routing().bind(fixture.model, List.of("hits"), "olga", deadline()),
        "streams held \"hits\"");

    fixture.load("instance", ONE);
    fixture.clock.advance(Duration.ofMillis(1));
    fixture.api.routing().bind(fixture.model, sessions, "olga", deadline());

    assertThat(fixture.row().streams()).containsExactly("sessions");
    assertThat(fixture.history().getFirst().action()).isEqualTo("bound");
  }

  @Test
  void whatDoesNotFitIntoAnInstanceIsRefusedWithTheSum() {
    fixture.routed();
    fixture.version("4.0.0", "validated", "id", 75);
    fixture.version("5.0.0", "validated", "id", 16);

    fixture.put(1, "\"active\": \"1.0.0\", \"shadow\": [\"4.0.0\"]");
    refused(
        422,
        () -> fixture.put(2, "\"active\": \"1.0.0\", \"shadow\": [\"4.0.0\", \"5.0.0\"]"),
        "101.0 MB",
        "100.0 MB",
        "/4.0.0 75.0 MB");
  }

  @Test
  void aRollBackBringsTheLastGoodVersionBackByOneWrite() {
    fixture.routed();
    fixture.put(1, "\"active\": \"2.0.0\"");
    fixture.effective();

    fixture.rollBack("");

    RoutingRow row = fixture.row();
    assertThat(row.versions()).isEqualTo(RoutedVersions.active(ONE));
    assertThat(row.isEffective()).isTrue();
    assertThat(row.lastGood()).isEmpty();
    ModelChange change = fixture.history().getFirst();
    assertThat(change.action()).isEqualTo("rolled_back");
    assertThat(change.version()).contains(TWO);
    assertThat(change.who()).isEqualTo("olga");
    assertThat(change.reason()).contains("it is bad");
    assertThat(change.details()).containsEntry("active", ONE).containsEntry("active_before", TWO);
    refused(409, () -> fixture.rollBack(""), "no last good version");
  }

  @Test
  void aRollBackOfACanaryKeepsTheActiveVersion() {
    fixture.routed();
    fixture.put(1, "\"active\": \"2.0.0\"");
    fixture.put(2, "\"active\": \"2.0.0\", \"canary\": {\"version\": \"3.0.0\", \"weight\": 50}");

    fixture.rollBack("");

    assertThat(fixture.row().versions()).isEqualTo(RoutedVersions.active(TWO));
    assertThat(fixture.row().lastGood()).contains(ONE);
    assertThat(fixture.history().getFirst().version()).contains(THREE);
  }

  @Test
  void aRollBackToAVersionNeedsItToBeLoaded() {
    fixture.routed();
    fixture.put(1, "\"active\": \"2.0.0\"");
    fixture.load("late", ONE, TWO);

    refused(409, () -> fixture.rollBack(", \"to\": \"3.0.0\""), "3.0.0", "not loaded");
    refused(404, () -> fixture.rollBack(", \"to\": \"7.0.0\""));
    refused(409, () -> fixture.rollBack(", \"to\": \"2.0.0\""), "is active");

    fixture.load("late", ONE, TWO, THREE);
    fixture.rollBack(", \"to\": \"3.0.0\"");
    assertThat(fixture.effective().isEffective()).isTrue();
    assertThat(fixture.row().versions().active()).isEqualTo(THREE);
  }

  @Test
  void aShadowThatIsNotLoadedDoesNotHoldUpARollBack() {
    fixture.routed();
    fixture.version("4.0.0", "validated");
    fixture.put(1, "\"active\": \"2.0.0\", \"shadow\": [\"3.0.0\", \"4.0.0\"]");

    fixture.rollBack("");

    assertThat(fixture.row().versions())
        .isEqualTo(new RoutedVersions(ONE, Optional.empty(), List.of(THREE)));
    assertThat(fixture.row().isEffective()).isTrue();
  }

  @Test
  void aReasonIsNeededToRollBack() {
    fixture.routed();

    refused(
        400,
        () -> RollBackRequest.read("{}".getBytes(StandardCharsets.UTF_8)),
        "reason held nothing");
    refused(
        422,
        () ->
            RollBackRequest.read(
                "{\"reason\": \"%s\"}"
                    .formatted("a".repeat(1_001))
                    .getBytes(StandardCharsets.UTF_8)),
        "1,001 characters");
  }
}
