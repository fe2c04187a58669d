package dev.millrace.models;

import static dev.millrace.models.RoutingFixture.ONE;
import static dev.millrace.models.RoutingFixture.TWO;
import static dev.millrace.models.RoutingFixture.deadline;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.http.Problem;
import dev.millrace.models.change.ModelChange;
import dev.millrace.models.rollout.RolloutPlan;
import dev.millrace.routing.RoutingRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Writers of one routing row at the same time. */
class RoutingRacesTest {
  private static final int ROUNDS = 15;

  /** How many of the calls, begun at once, were done. */
  private static int done(List<Runnable> calls) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(calls.size());
    try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
      List<Future<Boolean>> answers = new ArrayList<>();
      for (Runnable call : calls) {
        Callable<Boolean> together =
            () -> {
              barrier.await();
              try {
                call.run();
                return true;
              } catch (Problem | TransactionCanceledException lost) {
                // 409, or 503 for one that was in the midst of another's again and again.
                return false;
              }
            };
        answers.add(threads.submit(together));
      }
      int done = 0;
      for (Future<Boolean> answer : answers) {
        done += answer.get() ? 1 : 0;
      }
      return done;
    }
  }

  private static void historyIsWhole(RoutingFixture fixture) {
    RoutingRow row = fixture.row();
    assertThat(fixture.history())
        .extracting(change -> change.revision().orElseThrow())
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(1, row.revision()).boxed().toList());
  }

  @Test
  void ofTwoPutsFromOneReadOneWins() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      try (RoutingFixture fixture = new RoutingFixture().routed()) {
        int done =
            done(
                List.of(
                    () -> fixture.put(1, "\"active\": \"2.0.0\""),
                    () -> fixture.put(1, "\"active\": \"3.0.0\""),
                    fixture::effective));

        assertThat(done).isLessThanOrEqualTo(2);
        assertThat(fixture.row().revision()).isLessThanOrEqualTo(2);
        historyIsWhole(fixture);
      }
    }
  }

  @Test
  void ofTwoRolloutsAtOnceOneBegins() throws Exception {
    RolloutPlan plan =
        RolloutPlan.read(
            """
            {"version": "2.0.0", "steps": [{"weight": 1, "bake_seconds": 1}],
             "guardrails": {"minimum_sample": 1}}"""
                .getBytes(StandardCharsets.UTF_8));
    for (int round = 0; round < ROUNDS; round++) {
      try (RoutingFixture fixture = new RoutingFixture().routed()) {
        Runnable start =
            () -> fixture.api.rollouts().start(fixture.model, plan, "olga", deadline());

        int done = done(List.of(start, start));

        assertThat(done).isEqualTo(1);
        assertThat(fixture.row().revision()).isEqualTo(2);
        assertThat(fixture.stepFunctions.names())
            .containsExactly(fixture.row().rollout().orElseThrow().id());
        historyIsWhole(fixture);
      }
    }
  }

  @Test
  void aRollBackBeatsWhateverTheJudgeDoes() throws Exception {
    RolloutPlan plan =
        RolloutPlan.read(
            """
            {"version": "2.0.0", "steps": [{"weight": 1, "bake_seconds": 0}],
             "guardrails": {"minimum_sample": 1}}"""
                .getBytes(StandardCharsets.UTF_8));
    for (int round = 0; round < ROUNDS; round++) {
      try (RoutingFixture fixture = new RoutingFixture().routed()) {
        var id = fixture.api.rollouts().start(fixture.model, plan, "olga", deadline()).id();
        fixture.effective();
        fixture.answers(TWO, "canary", 2, 1, true);

        int done =
            done(
                List.of(
                    () -> fixture.rollBack(""), () -> fixture.parts.judge().judge(id, deadline())));

        // The judge promoted first, and that was taken back, or it came too late.
        assertThat(done).isGreaterThanOrEqualTo(1);
        if (fixture.history().stream().anyMatch(change -> change.action().equals("rolled_back"))) {
          assertThat(fixture.row().versions().active()).isEqualTo(ONE);
        }
        historyIsWhole(fixture);
        assertThat(fixture.history().stream().map(ModelChange::action))
            .containsAnyOf("rolled_back", "promoted");
      }
    }
  }
}
