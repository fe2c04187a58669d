package dev.millrace.local.statemachine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.fixture.RecorderStack;
import dev.millrace.local.fixture.WorkflowStack;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;
import software.amazon.awssdk.services.sfn.model.InvalidExecutionInputException;
import software.amazon.awssdk.services.sfn.model.StateMachineListItem;

/** The template's state machines on a real function process, by the SDK's own client. */
class StateMachinesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ARN = "arn:aws:states:eu-west-1:000000000000:stateMachine:";
  private static final String JOBS = ARN + "jobs";

  @TempDir private static Path directory;
  private static WorkflowStack stack;
  private static SfnClient states;

  @BeforeAll
  static void start() throws Exception {
    stack = WorkflowStack.start(directory.resolve("stack"));
    states = stack.client(SfnClient.builder(), "SFN");
  }

  @AfterAll
  static void stop() {
    states.close();
    stack.close();
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }

  @Test
  void aMachineGoesThroughItsStates() throws Exception {
    String execution = start("all", "{\"count\": 3, \"pause\": 1, \"itemPause\": 0}");

    DescribeExecutionResponse ended = ended(execution);

    assertThat(ended.status()).as(ended.cause()).isEqualTo(ExecutionStatus.SUCCEEDED);
    JsonNode output = JSON.readTree(ended.output());
    assertThat(output.path("doubled"))
        .isEqualTo(JSON.readTree("[{\"value\": 2}, {\"value\": 4}, {\"value\": 6}]"));
    assertThat(output.path("both"))
        .isEqualTo(
            JSON.readTree(
                """
                [{"attempts": 2}, {"caught": "java.lang.UnsupportedOperationException"}]\
                """));
    assertThat(ended.stopDate()).isAfter(ended.startDate().plusSeconds(1));
    assertThat(stack.events("\"run\":\"all\"")).hasSize(1);
    assertThat(stack.events("\"key\":\"all\"")).hasSize(2);
  }

  @Test
  void aChoiceMayLeadPastTheRest() throws Exception {
    DescribeExecutionResponse ended =
        ended(start("none", "{\"count\": 0, \"pause\": 0, \"itemPause\": 0}"));

    assertThat(ended.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(JSON.readTree(ended.output()).at("/listed/items")).isEmpty();
    assertThat(entered("none")).containsExactly("List", "AnyItems", "Nothing");
  }

  @Test
  void theHistorySaysWhatFailedAndWhatWasRepeated() throws Exception {
    ended(start("history", "{\"count\": 1, \"pause\": 0, \"itemPause\": 0}"));

    List<HistoryEvent> history = history("history");

    assertThat(history.getFirst().type()).isEqualTo(HistoryEventType.EXECUTION_STARTED);
    assertThat(history.getLast().type()).isEqualTo(HistoryEventType.EXECUTION_SUCCEEDED);
    assertThat(history)
        .filteredOn(event -> event.type() == HistoryEventType.LAMBDA_FUNCTION_FAILED)
        .extracting(event -> event.lambdaFunctionFailedEventDetails().error())
        .containsExactlyInAnyOrder(
            "java.lang.IllegalStateException", "java.lang.UnsupportedOperationException");
    assertThat(entered("history"))
        .containsSubsequence(
            "List", "AnyItems", "Pause", "EachItem", "ItemPause", "Double", "Both");
    assertThat(history).extracting(HistoryEvent::id).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void anErrorThatNothingCatchesFailsTheExecution() throws Exception {
    String execution =
        states
            .startExecution(
                request -> request.stateMachineArn(ARN + "failing-jobs").name("fails").input("{}"))
            .executionArn();

    DescribeExecutionResponse ended = ended(execution);

    assertThat(ended.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(ended.error()).isEqualTo("java.lang.UnsupportedOperationException");
    assertThat(ended.cause()).contains("asked to fail");
  }

  @Test
  void aNameStartsOnce() throws Exception {
    String input = "{\"count\": 0, \"pause\": 0, \"itemPause\": 0}";
    String waiting = "{\"count\": 1, \"pause\": 600, \"itemPause\": 0}";
    String execution = start("once", waiting);

    assertThat(start("once", waiting)).isEqualTo(execution);
    assertThatThrownBy(() -> start("once", input))
        .isInstanceOf(ExecutionAlreadyExistsException.class);
    states.stopExecution(request -> request.executionArn(execution));
    assertThatThrownBy(() -> start("once", waiting))
        .as("an execution that has ended, as on AWS")
        .isInstanceOf(ExecutionAlreadyExistsException.class);
    assertThat(listed(ExecutionStatus.ABORTED)).contains("once");
  }

  @Test
  void stoppingReachesAWait() throws Exception {
    String execution = start("waits", "{\"count\": 1, \"pause\": 600, \"itemPause\": 0}");
    RecorderStack.await(() -> entered("waits").contains("Pause"));

    states.stopExecution(
        request -> request.executionArn(execution).error("Cancelled").cause("by its owner"));

    DescribeExecutionResponse ended = ended(execution);
    assertThat(ended.status()).isEqualTo(ExecutionStatus.ABORTED);
    assertThat(ended.error()).isEqualTo("Cancelled");
    assertThat(ended.cause()).isEqualTo("by its owner");
    assertThat(history("waits").getLast().type()).isEqualTo(HistoryEventType.EXECUTION_ABORTED);
  }

  @Test
  void stoppingReachesTheItemsOfAMap() throws Exception {
    String execution = start("maps", "{\"count\": 4, \"pause\": 0, \"itemPause\": 2}");
    RecorderStack.await(() -> entered("maps").contains("ItemPause"));

    states.stopExecution(request -> request.executionArn(execution));
    // The items' wait would be over by the time that this one is.
    ended(start("after", "{\"count\": 1, \"pause\": 3, \"itemPause\": 0}"));

    assertThat(ended(execution).status()).isEqualTo(ExecutionStatus.ABORTED);
    assertThat(entered("maps")).doesNotContain("Double");
    assertThat(stack.events("\"pause\":2")).isEmpty();
  }

  @Test
  void anEngineThatDiesAbortsWhatItRanAndIsStartedAgain() throws Exception {
    String lost = start("lost", "{\"count\": 1, \"pause\": 600, \"itemPause\": 0}");
    RecorderStack.await(() -> entered("lost").contains("Pause"));

    ProcessHandle.current()
        .descendants()
        .filter(StateMachinesTest::isEngine)
        .forEach(ProcessHandle::destroyForcibly);

    assertThat(ended(lost).status()).isEqualTo(ExecutionStatus.ABORTED);
    assertThat(ended(lost).cause()).startsWith("The engine that ran it ended");
    assertThat(stack.reports()).anyMatch(report -> report.startsWith("state-machines ended"));
    assertThat(ended(start("next", "{\"count\": 0}")).status())
        .isEqualTo(ExecutionStatus.SUCCEEDED);
  }

  private static boolean isEngine(ProcessHandle process) {
    return process.info().arguments().stream()
        .flatMap(Stream::of)
        .anyMatch(argument -> argument.endsWith("state-machines.js"));
  }

  @Test
  void whatCannotBeStartedOrFoundIsSaid() {
    assertThatThrownBy(() -> start("bad", "{")).isInstanceOf(InvalidExecutionInputException.class);
    assertThatThrownBy(
            () ->
                states.describeExecution(
                    request -> request.executionArn(arn("jobs", "never-started"))))
        .isInstanceOf(ExecutionDoesNotExistException.class);
  }

  @Test
  void machinesAndExecutionsAreListed() throws Exception {
    ended(start("listed-1", "{\"count\": 0}"));
    ended(start("listed-2", "{\"count\": 0}"));

    assertThat(states.listStateMachines(request -> {}).stateMachines())
        .extracting(StateMachineListItem::name)
        .containsExactly("jobs", "failing-jobs");
    assertThat(states.describeStateMachine(request -> request.stateMachineArn(JOBS)).definition())
        .contains("EachItem");
    assertThat(listed(ExecutionStatus.SUCCEEDED)).containsSubsequence("listed-2", "listed-1");
    assertThat(
            states
                .listExecutions(request -> request.stateMachineArn(JOBS).maxResults(1))
                .nextToken())
        .isNotNull();
  }

  /** Unfinished ones do not run for ever: whoever sweeps up after them sees that they ended. */
  @Test
  void executionsOutliveTheStackAndUnfinishedOnesAreAborted() throws Exception {
    Path own = directory.resolve("restarted");
    String done;
    String unfinished;
    try (WorkflowStack first = WorkflowStack.start(own);
        SfnClient client = first.client(SfnClient.builder(), "SFN")) {
      done = start(client, "done", "{\"count\": 0}");
      ended(client, done);
      unfinished = start(client, "unfinished", "{\"count\": 1, \"pause\": 600, \"itemPause\": 0}");
    }

    try (WorkflowStack second = WorkflowStack.start(own);
        SfnClient client = second.client(SfnClient.builder(), "SFN")) {
      assertThat(ended(client, done).status()).isEqualTo(ExecutionStatus.SUCCEEDED);
      DescribeExecutionResponse aborted = ended(client, unfinished);
      assertThat(aborted.status()).isEqualTo(ExecutionStatus.ABORTED);
      assertThat(aborted.cause()).isEqualTo("The local stack ended while it ran");
    }
  }

  private static String start(String name, String input) {
    return start(states, name, input);
  }

  private static String start(SfnClient client, String name, String input) {
    return client
        .startExecution(request -> request.stateMachineArn(JOBS).name(name).input(input))
        .executionArn();
  }

  private static String arn(String machine, String execution) {
    return "arn:aws:states:eu-west-1:000000000000:execution:%s:%s".formatted(machine, execution);
  }

  private static DescribeExecutionResponse ended(String execution) throws Exception {
    return ended(states, execution);
  }

  private static DescribeExecutionResponse ended(SfnClient client, String execution)
      throws Exception {
    RecorderStack.await(() -> described(client, execution).status() != ExecutionStatus.RUNNING);
    return described(client, execution);
  }

  private static DescribeExecutionResponse described(SfnClient client, String execution) {
    return client.describeExecution(request -> request.executionArn(execution));
  }

  private static List<HistoryEvent> history(String execution) {
    return states
        .getExecutionHistoryPaginator(request -> request.executionArn(arn("jobs", execution)))
        .events()
        .stream()
        .toList();
  }

  private static List<String> entered(String execution) {
    return history(execution).stream()
        .filter(event -> event.stateEnteredEventDetails() != null)
        .map(event -> event.stateEnteredEventDetails().name())
        .toList();
  }

  private static List<String> listed(ExecutionStatus status) {
    return states
        .listExecutionsPaginator(request -> request.stateMachineArn(JOBS).statusFilter(status))
        .executions()
        .stream()
        .map(ExecutionListItem::name)
        .toList();
  }
}
