package dev.millrace.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.common.Deadline;
import dev.millrace.common.InvalidInput;
import dev.millrace.common.Settings;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.runs.NewRun;
import dev.millrace.runs.Run;
import dev.millrace.runs.RunMachine;
import dev.millrace.runs.RunTable;
import dev.millrace.runs.Runs;
import dev.millrace.scoring.backfill.Backfill;
import dev.millrace.scoring.fixture.ModelRoutes;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.Invocation;
import dev.millrace.testsupport.SdkEnvironment;
import dev.millrace.testsupport.runs.RunTables;
import dev.millrace.testsupport.runs.StepFunctionsServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** What the machine hands the step, and what it is handed. */
class BackfillStepTest {
  private static final StepFunctionsServer STEP_FUNCTIONS = StepFunctionsServer.start();
  private static final String NOTHING_READ =
      "{\"read\":0,\"predicted\":0,\"duplicate\":0,\"superseded\":0,\"invalid\":0,\"failed\":0}";

  private final ModelRoutes routes = new ModelRoutes();
  private SdkEnvironment environment;
  private Runs runs;
  private BackfillStep function;

  @BeforeEach
  void start() {
    environment = new SdkEnvironment().with("DynamoDb", DynamoDbServer.endpoint());
    routes
        .register("demo", "1.0.0", "{\"name\": \"hour_of_day\"}")
        .inEffect("demo", 1, RoutedVersions.active("1.0.0"), "sessions");
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "POWERTOOLS_SERVICE_NAME", "scoring",
                "RUNS_TABLE", RunTables.newTable(),
                "PREDICTIONS_TABLE", ApiServers.PREDICTIONS,
                "LOOKUPS_TABLE", DynamoDbServer.newTable("_millrace_key"),
                "MODEL_ENDPOINT", "demo",
                "DEFAULT_MODEL", "demo",
                "PREDICTIONS_STREAM", "predictions",
                "MANIFEST_TABLE", DynamoDbServer.newTable("shard", "first_sequence_number"),
                "LAKE_BUCKET", "lake"));
    settings.putAll(routes.environment());
    runs =
        new Runs(
            Backfill.KIND,
            RunTable.of(new Settings(settings), DynamoDbServer.client(), InstantSource.system()),
            new RunMachine(
                STEP_FUNCTIONS.client(new ExecutionInterceptor() {}), StepFunctionsServer.MACHINE),
            InstantSource.system());
    function = new BackfillStep(new Settings(settings));
  }

  @AfterEach
  void stop() {
    environment.close();
    routes.close();
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(20));
  }

  private Run begun() {
    return runs.start(
        new NewRun(
            "anna",
            "demo",
            "{\"version\": \"1.0.0\", \"from\": \"2024-11-17T12:00:00Z\", \"to\": \"2024-11-17T13:00:00Z\"}"),
        soon());
  }

  private String handle(String event) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    function.handleRequest(
        new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer, new Invocation());
    return answer.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theFirstStepIsHandedNoProgressAndHandsOnItsOwn() throws IOException {
    Run run = begun();

    String answer = handle("{\"id\": \"%s\", \"progress\": {}}".formatted(run.id()));

    assertThat(answer).isEqualTo("{\"ended\":true,\"progress\":%s}".formatted(NOTHING_READ));
    assertThat(runs.find(run.id(), soon()).orElseThrow().status().text()).isEqualTo("succeeded");
  }

  @Test
  void whatTheMachineCaughtEndsTheRun() throws IOException {
    Run run = begun();

    handle(
        "{\"id\": \"%s\", \"progress\": %s, \"caught\": {\"Error\": \"States.Timeout\", \"Cause\": \"\"}}"
            .formatted(run.id(), NOTHING_READ.replace("\"read\":0", "\"read\":7")));

    Run ended = runs.find(run.id(), soon()).orElseThrow();
    assertThat(ended.status().text()).isEqualTo("failed");
    assertThat(ended.error().orElseThrow().message()).contains("States.Timeout");
    assertThat(ended.counts().values()).containsEntry("read", 7L);
  }

  @Test
  void whatIsNoBackfillIsAnError() {
    assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> handle("{\"id\": \"x\"}"));
  }
}
