package dev.millrace.local.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.fixture.RecorderStack;
import dev.millrace.local.resource.LocalAttributes;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SchedulesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant DUE = Instant.parse("2025-01-18T10:12:30.5Z");
  private static CloudAssembly assembly;
  private static Intrinsics intrinsics;

  @BeforeAll
  static void read() throws Exception {
    assembly = CloudAssembly.read(Path.of(SchedulesTest.class.getResource("/assembly").toURI()));
    intrinsics =
        new Intrinsics(
            assembly, new LocalAttributes("eu-west-1", "http://127.0.0.1:1", "http://127.0.0.1:2"));
  }

  @Test
  void aDeclaredScheduleIsReadWithItsAliasItsStateAndItsInput() {
    Schedule everyMinute = declared("every-minute");

    assertThat(everyMinute.target()).endsWith(":function:Recorder:live");
    assertThat(everyMinute.expression())
        .isEqualTo(new ScheduleExpression.Rate(Duration.ofMinutes(1)));
    assertThat(everyMinute.enabled()).isTrue();
    assertThat(everyMinute.event(DUE))
        .isEqualTo("{\"do\": \"throw-now\", \"at\": \"2025-01-18T10:12:30Z\"}");
    assertThat(declared("paused").enabled()).isFalse();
  }

  /** Daily ones are no job's, and stay out of the way of tests that want the jobs at once. */
  @Test
  void ratesMayBeOthersHereAndCronExpressionsKeepTheirTimes() {
    Duration often = Duration.ofMillis(20);

    assertThat(declared("every-minute").at(often).expression())
        .isEqualTo(new ScheduleExpression.Rate(often));
    assertThat(declared("paused").at(often)).isEqualTo(declared("paused"));
  }

  @Test
  void aScheduleWithoutAnInputSendsItsNotice() throws Exception {
    JsonNode event = JSON.readTree(declared("paused").event(DUE));

    assertThat(event.path("source").asText()).isEqualTo("aws.scheduler");
    assertThat(event.path("time").asText()).isEqualTo("2025-01-18T10:12:30Z");
    assertThat(event.at("/resources/0").asText())
        .isEqualTo("arn:aws:scheduler:eu-west-1:000000000000:schedule/default/paused");
  }

  @Test
  void aFunctionIsInvokedAgainAndAgainButNotByAScheduleThatIsOff() throws Exception {
    List<String> events = new CopyOnWriteArrayList<>();
    Schedule often = every(Duration.ofMillis(20), "often", true);
    Schedule never = every(Duration.ofMillis(1), "never", false);

    try (ScheduleRunner runner =
        new ScheduleRunner(targets(events), Clock.systemUTC(), completed -> {})) {
      runner.run(often);
      runner.run(never);
      RecorderStack.await(() -> events.size() >= 3);
    }

    assertThat(events).containsOnly("often");
  }

  @Test
  void aScheduleOfOneTimeRunsOnceAndIsToldOf() throws Exception {
    List<String> events = new CopyOnWriteArrayList<>();
    List<Schedule> completed = new CopyOnWriteArrayList<>();
    Instant created = Instant.now();
    Schedule once = once(created, created.plusMillis(1));

    try (ScheduleRunner runner =
        new ScheduleRunner(targets(events), Clock.systemUTC(), completed::add)) {
      runner.run(once);
      RecorderStack.await(() -> !completed.isEmpty());
    }

    assertThat(events).containsExactly("once");
    assertThat(completed).containsExactly(once);
  }

  @Test
  void aTimeThatWasOverAtTheSchedulesCreationIsNotMadeUpFor() throws Exception {
    List<String> events = new CopyOnWriteArrayList<>();
    List<Schedule> completed = new CopyOnWriteArrayList<>();

    try (ScheduleRunner runner =
        new ScheduleRunner(targets(events), Clock.systemUTC(), completed::add)) {
      runner.run(once(Instant.now(), Instant.now().minusSeconds(60)));
      RecorderStack.await(() -> !completed.isEmpty());
    }

    assertThat(events).isEmpty();
  }

  private static Schedule once(Instant created, Instant time) {
    return new Schedule(
        "once",
        "default",
        "eu-west-1",
        "Function:live",
        new ScheduleExpression.Once(time),
        true,
        Optional.of("once"),
        created);
  }

  private static ScheduleRunner.Target targets(List<String> events) {
    return new ScheduleRunner.Target() {
      @Override
      public boolean has(String arn) {
        return true;
      }

      @Override
      public void invoke(String arn, String event) {
        events.add(event);
      }
    };
  }

  private static Schedule declared(String name) {
    return assembly.resources("AWS::Scheduler::Schedule").stream()
        .filter(resource -> resource.name().equals(name))
        .map(resource -> Schedule.of(resource, intrinsics, "eu-west-1", DUE))
        .findFirst()
        .orElseThrow();
  }

  private static Schedule every(Duration period, String input, boolean enabled) {
    return new Schedule(
        input,
        "default",
        "eu-west-1",
        "Function:live",
        new ScheduleExpression.Rate(period),
        enabled,
        Optional.of(input),
        Instant.now());
  }
}
