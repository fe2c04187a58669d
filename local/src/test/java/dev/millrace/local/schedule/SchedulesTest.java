package dev.millrace.local.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.fixture.RecorderStack;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.LocalAttributes;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
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

    assertThat(everyMinute.function()).endsWith(":function:Recorder:live");
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

    try (Schedules schedules =
        new Schedules(
            List.of(often, never),
            (function, event) -> events.add(event.asUtf8String()),
            Clock.systemUTC())) {
      schedules.start();
      RecorderStack.await(() -> events.size() >= 3);
    }

    assertThat(events).containsOnly("often");
  }

  @Test
  void aTargetThatIsNoFunctionIsNamed() throws Exception {
    JsonNode definition =
        JSON.readTree(
            """
            {"Properties": {"ScheduleExpression": "rate(1 minute)",
             "Target": {"Arn": "arn:aws:states:eu-west-1:000000000000:stateMachine:x"}}}\
            """);
    Resource resource =
        new Resource("Stack", "Id", "AWS::Scheduler::Schedule", definition, "machine");

    assertThatThrownBy(() -> Schedule.of(resource, intrinsics, "eu-west-1"))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("stateMachine:x");
  }

  private static Schedule declared(String name) {
    return assembly.resources("AWS::Scheduler::Schedule").stream()
        .filter(resource -> resource.name().equals(name))
        .map(resource -> Schedule.of(resource, intrinsics, "eu-west-1"))
        .findFirst()
        .orElseThrow();
  }

  private static Schedule every(Duration period, String input, boolean enabled) {
    return new Schedule(
        input,
        "eu-west-1",
        "Function:live",
        new ScheduleExpression.Rate(period),
        enabled,
        Optional.of(input));
  }
}
