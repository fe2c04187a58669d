package dev.millrace.models;

import static dev.millrace.models.RoutingFixture.deadline;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.http.Problem;
import dev.millrace.models.change.ModelChange;
import dev.millrace.models.change.ModelHistory;
import dev.millrace.models.rollout.RolloutPlan;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutesInEffect;
import dev.millrace.routing.RoutingRow;
import dev.millrace.routing.VersionDefinitions;
import dev.millrace.runs.Run;
import dev.millrace.runs.RunId;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.runs.RemoteCalls.Died;
import dev.millrace.testsupport.runs.RemoteCalls.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Whatever is done to a model's routing, in any order, by processes that die at any call or hear no
 * answer: exactly one version is active; what is in effect is validated, and loaded by every live
 * instance; the history tells every change; and a last good version can be brought back.
 */
class RoutingLifecycleTest {
  private static final List<String> VERSIONS = List.of("1.0.0", "2.0.0", "3.0.0", "4.0.0");

  enum Deed {
    PUT,
    PUT_A_CANARY,
    PUT_FROM_A_STALE_READ,
    ROLL_BACK,
    ROLL_BACK_TO,
    ROLL_OUT,
    JUDGE,
    MACHINE_FAILS,
    CANCEL,
    GOOD_ANSWERS,
    BAD_ANSWERS,
    DEACTIVATE,
    ACTIVATE,
    INSTANCE_FOLLOWS,
    INSTANCE_STARTS,
    INSTANCE_DIES,
    READ,
    BIND,
    SWEEP,
    TIME_PASSES
  }

  /**
   * A deed.
   *
   * @param first which version, or instance, or run it is about
   * @param call the number of the call, from 1, that the fault is at
   */
  record Step(Deed deed, int first, int second, Fault fault, int call) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(3, Deed.PUT),
                Tuple.of(2, Deed.PUT_A_CANARY),
                Tuple.of(1, Deed.PUT_FROM_A_STALE_READ),
                Tuple.of(3, Deed.ROLL_BACK),
                Tuple.of(1, Deed.ROLL_BACK_TO),
                Tuple.of(4, Deed.ROLL_OUT),
                Tuple.of(6, Deed.JUDGE),
                Tuple.of(1, Deed.MACHINE_FAILS),
                Tuple.of(1, Deed.CANCEL),
                Tuple.of(3, Deed.GOOD_ANSWERS),
                Tuple.of(1, Deed.BAD_ANSWERS),
                Tuple.of(2, Deed.DEACTIVATE),
                Tuple.of(1, Deed.ACTIVATE),
                Tuple.of(5, Deed.INSTANCE_FOLLOWS),
                Tuple.of(1, Deed.INSTANCE_STARTS),
                Tuple.of(1, Deed.INSTANCE_DIES),
                Tuple.of(4, Deed.READ),
                Tuple.of(1, Deed.BIND),
                Tuple.of(1, Deed.SWEEP),
                Tuple.of(3, Deed.TIME_PASSES)),
            Arbitraries.integers().between(0, VERSIONS.size() - 1),
            Arbitraries.integers().between(0, VERSIONS.size() - 1),
            Arbitraries.frequency(
                Tuple.of(4, Fault.NONE),
                Tuple.of(3, Fault.DEATH),
                Tuple.of(1, Fault.ANSWER_LOST),
                Tuple.of(1, Fault.ASKED_AGAIN)),
            Arbitraries.integers().between(1, 9))
        .as(Step::new)
        .list()
        .ofMinSize(5)
        .ofMaxSize(40);
  }

  @Property(tries = 150)
  void oneVersionIsActiveAndOnlyLoadedOnesAnswer(@ForAll("steps") List<Step> steps) {
    try (World world = new World()) {
      for (Step step : steps) {
        world.attempt(step);
        world.holds();
      }
      world.repairs();
      world.rollsBack();
    }
  }

  /** A model with its instances and what was seen of its row last. */
  private static final class World implements AutoCloseable {
    private final RoutingFixture fixture = new RoutingFixture();
    private final ModelHistory history =
        new ModelHistory(DynamoDbServer.client(), fixture.settings.text("MODEL_HISTORY_TABLE"));
    private Optional<RoutesInEffect> seen = Optional.empty();

    /** Those that have loaded all they should once: only these are sent traffic. */
    private final Set<String> serving = new HashSet<>();

    private int started;

    World() {
      VERSIONS.forEach(version -> fixture.version(version, "validated"));
      startInstance();
    }

    private void startInstance() {
      fixture.calls.planNothing();
      fixture.load("instance-" + started++);
    }

    private Optional<RoutingRow> row() {
      return fixture.parts.rows().find(fixture.model, deadline());
    }

    void attempt(Step step) {
      fixture.clock.advance(Duration.ofMillis(1));
      fixture.calls.plan(step.fault(), step.call());
      try {
        perform(step, VERSIONS.get(step.first()), VERSIONS.get(step.second()));
      } catch (Died | SdkException | Problem notDone) {
        // It died, heard nothing, or was told that it does not go with what there is.
        return;
      } finally {
        fixture.calls.planNothing();
      }
    }

    private void perform(Step step, String first, String second) {
      switch (step.deed()) {
        case PUT ->
            put(
                revision(),
                "\"active\": \"%s\", \"end_rollout\": %s".formatted(first, step.call() > 6));
        case PUT_A_CANARY ->
            put(
                revision(),
                "\"active\": \"%s\", \"canary\": {\"version\": \"%s\", \"weight\": %d}"
                    .formatted(first, second, step.call()));
        case PUT_FROM_A_STALE_READ -> put(revision() - 1, "\"active\": \"%s\"".formatted(first));
        case ROLL_BACK -> fixture.rollBack("");
        case ROLL_BACK_TO -> fixture.rollBack(", \"to\": \"%s\"".formatted(first));
        case ROLL_OUT -> rollOut(first, step.call());
        case JUDGE -> running().forEach(this::judge);
        case MACHINE_FAILS -> running().forEach(this::fail);
        case CANCEL -> running().forEach(this::cancel);
        case GOOD_ANSWERS -> answers(true);
        case BAD_ANSWERS -> answers(false);
        case DEACTIVATE -> deactivate(first);
        case ACTIVATE -> fixture.version(first, "validated");
        case INSTANCE_FOLLOWS -> instances(step.first()).forEach(this::follow);
        case INSTANCE_STARTS -> startInstance();
        case INSTANCE_DIES -> instances(step.first()).forEach(this::die);
        case READ -> fixture.parts.views().current(fixture.model, deadline());
        case BIND ->
            fixture
                .api
                .routing()
                .bind(
                    fixture.model,
                    step.first() == 0 ? List.of() : List.of("sessions"),
                    "olga",
                    deadline());
        case SWEEP -> fixture.sweep.run(deadline());
        case TIME_PASSES -> {
          fixture.calls.planNothing();
          fixture.passes(Duration.ofSeconds(step.call() * 20L));
        }
      }
    }

    private long revision() {
      return row().map(RoutingRow::revision).orElse(0L);
    }

    private void put(long revision, String members) {
      fixture.put(Math.max(0, revision), members);
    }

    private void rollOut(String version, int bake) {
      fixture
          .api
          .rollouts()
          .start(
              fixture.model,
              RolloutPlan.read(
                  """
                  {"version": "%s", "guardrails": {"error_rate": 0.2, "minimum_sample": 3},
                   "steps": [{"weight": 1, "bake_seconds": %d}, {"weight": 60, "bake_seconds": 9}],
                   "max_wait_seconds": 300}"""
                      .formatted(version, bake)
                      .getBytes(StandardCharsets.UTF_8)),
              "olga",
              deadline());
    }

    private List<RunId> running() {
      return fixture.stepFunctions.names().stream()
          .filter(fixture.stepFunctions::isRunning)
          .map(RunId::new)
          .toList();
    }

    private void judge(RunId id) {
      if (fixture.parts.judge().judge(id, deadline()).isEnd()) {
        fixture.stepFunctions.end(id.text(), "SUCCEEDED", "");
      }
    }

    private void fail(RunId id) {
      fixture
          .parts
          .judge()
          .fail(id, new RunError(FailureCategory.INTERNAL, "it broke"), deadline());
      fixture.stepFunctions.end(id.text(), "FAILED", "RolloutFailed");
    }

    private void cancel(RunId id) {
      Run run = fixture.api.runs().find(id, deadline()).orElseThrow();
      fixture.api.rollouts().cancel(run, "olga", deadline());
    }

    private void answers(boolean good) {
      RoutingRow row = row().orElse(null);
      if (row != null && row.inEffect().isPresent()) {
        RoutesInEffect routes = row.inEffect().get();
        routes
            .versions()
            .canary()
            .ifPresent(
                canary -> fixture.answers(canary.version(), "canary", routes.revision(), 4, good));
      }
    }

    /** As the registry does: a version that the row names is in use, and the row must stay so. */
    private void deactivate(String version) {
      Optional<RoutingRow> row = row();
      if (row.map(RoutingRow::toLoad).orElse(Set.of()).contains(version)) {
        return;
      }
      fixture.version(version, "deactivated");
    }

    private List<String> instances(int which) {
      List<String> all = List.copyOf(fixture.instances.keySet());
      return all.isEmpty() ? List.of() : List.of(all.get(which % all.size()));
    }

    /**
     * An instance is a process of its own, which no fault of ours meets. It loads what the row
     * names, and forgets the rest, as it does every second.
     */
    private void follow(String instance) {
      fixture.calls.planNothing();
      Set<String> named = row().map(RoutingRow::toLoad).orElse(Set.of());
      fixture.load(instance, named.toArray(String[]::new));
      serving.add(instance);
    }

    private void die(String instance) {
      fixture.calls.planNothing();
      fixture.instances.remove(instance);
      serving.remove(instance);
      // Its last heartbeat counts for a while.
      fixture.passes(Duration.ofSeconds(6));
    }

    /** What holds after every step. */
    void holds() {
      Optional<RoutingRow> row = row();
      if (row.isEmpty()) {
        return;
      }
      onlyValidated(row.get());
      onlyLoaded(row.get());
      historyIsWhole(row.get());
    }

    private void onlyValidated(RoutingRow row) {
      Set<String> validated =
          new HashSet<>(
              new VersionDefinitions(
                      DynamoDbServer.client(), fixture.settings.text("MODEL_VERSIONS_TABLE"))
                  .validated(fixture.model, deadline()));
      assertThat(validated).as("%s names only validated versions", row).containsAll(row.toLoad());
    }

    private void onlyLoaded(RoutingRow row) {
      Optional<RoutesInEffect> now = row.inEffect();
      if (now.isEmpty()) {
        assertThat(seen).as("what is in effect stays until something else is").isEmpty();
        return;
      }
      Set<String> answering = now.get().versions().all();
      if (!now.equals(seen)) {
        assertThat(now.get().revision())
            .isGreaterThan(seen.map(RoutesInEffect::revision).orElse(0L));
        assertThat(fixture.instances.values())
            .as("every live instance had loaded %s", answering)
            .isNotEmpty()
            .allSatisfy(loaded -> assertThat(loaded).containsAll(answering));
        seen = now;
      }
      serving.forEach(
          instance ->
              assertThat(fixture.instances.get(instance))
                  .as("%s is sent traffic for %s", instance, answering)
                  .containsAll(answering));
    }

    private void historyIsWhole(RoutingRow row) {
      List<ModelChange> changes =
          history.page(fixture.model, "", 1_000, deadline()).stream()
              .filter(change -> !change.action().equals("bound"))
              .toList();
      assertThat(changes)
          .extracting(change -> change.revision().orElseThrow())
          .as("each revision is told once")
          .containsExactlyInAnyOrderElementsOf(
              LongStream.rangeClosed(1, row.revision()).boxed().toList());
      Map<String, String> newest =
          changes.stream()
              .filter(change -> change.revision().orElseThrow() == row.revision())
              .findFirst()
              .orElseThrow()
              .details();
      assertThat(newest).containsEntry("active", row.versions().active());
    }

    /** No process dies any more: every rollout ends, and the rows are in effect. */
    void repairs() {
      for (int round = 0; round < 6; round++) {
        fixture.passes(Duration.ofMinutes(11));
        fixture.sweep.run(deadline());
        running().forEach(this::judge);
        fixture.instances.keySet().forEach(this::follow);
        holds();
      }
      RoutingRow row = row().orElse(null);
      assertThat(row == null || row.rollout().isEmpty()).as("%s is in no rollout", row).isTrue();
      for (String name : fixture.stepFunctions.names()) {
        assertThat(
                fixture
                    .api
                    .runs()
                    .find(new RunId(name), deadline())
                    .orElseThrow()
                    .status()
                    .isFinal())
            .as("%s has ended", name)
            .isTrue();
      }
    }

    /** What is in progress ends, or the last good version is active again, at once. */
    void rollsBack() {
      Optional<RoutingRow> before = row();
      if (before.isEmpty()) {
        return;
      }
      RoutedVersions versions = before.get().versions();
      if (versions.canary().isPresent()) {
        fixture.rollBack("");
        assertThat(row().orElseThrow().versions().active()).isEqualTo(versions.active());
      } else if (before.get().lastGood().isPresent()) {
        fixture.rollBack("");
        assertThat(row().orElseThrow().versions().active())
            .isEqualTo(before.get().lastGood().get());
        assertThat(row().orElseThrow().lastGood()).isEmpty();
      }
      holds();
    }

    @Override
    public void close() {
      fixture.close();
    }
  }
}
