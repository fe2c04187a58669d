package dev.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.fixture.RecorderStack;
import dev.millrace.local.fixture.WorkflowStack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.ConflictException;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.ResourceNotFoundException;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;
import software.amazon.awssdk.services.scheduler.model.ScheduleSummary;
import software.amazon.awssdk.services.scheduler.model.ValidationException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** The services that a template's functions call, by the SDK's own clients. */
class ServicesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GROUP = "job-schedules";
  private static final String WORKER = "arn:aws:lambda:eu-west-1:000000000000:function:Worker:live";
  private static final String MACHINE = "arn:aws:states:eu-west-1:000000000000:stateMachine:jobs";
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  @TempDir private static Path directory;
  private static WorkflowStack stack;

  @BeforeAll
  static void start() throws Exception {
    stack = WorkflowStack.start(directory, LocalStack.Builder::schedules);
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void aStackReadsTheOutputOfAnother() {
    assertThat(stack.stack().functions().find("Worker").orElseThrow().environment())
        .containsEntry("FINISHED_JOBS_URL", queueUrl("finished-jobs"));
  }

  @Test
  void functionsFindTheServicesThatTheTemplateUses() {
    assertThat(stack.stack().functions().find("Worker").orElseThrow().environment())
        .containsKeys(
            "AWS_ENDPOINT_URL_SFN",
            "AWS_ENDPOINT_URL_EVENTBRIDGE",
            "AWS_ENDPOINT_URL_SECRETS_MANAGER",
            "AWS_ENDPOINT_URL_SCHEDULER");
  }

  @Test
  void aFunctionOffTheScoringPathHasNoProcessBeforeItsFirstEvent(@TempDir Path own)
      throws Exception {
    try (WorkflowStack fresh = WorkflowStack.start(own)) {
      assertThat(fresh.stack().functions().pids("Worker")).isEmpty();
    }
  }

  @Test
  void anEventGoesToTheQueueOfTheRuleThatItMatches() throws Exception {
    PutEventsResponse answer =
        put(
            event("millrace.ingestion", "JobFinished", "{\"id\": \"j1\"}"),
            event("millrace.ingestion", "JobStarted", "{\"id\": \"j2\"}"),
            event("millrace.models", "JobFinished", "{\"id\": \"j3\"}"),
            event("millrace.ingestion", "JobFinished", "[]"));

    assertThat(answer.failedEntryCount()).isEqualTo(1);
    assertThat(answer.entries().getLast().errorCode()).isEqualTo("MalformedDetail");
    JsonNode envelope = JSON.readTree(received("finished-jobs").body());
    assertThat(envelope.path("id").asText()).isEqualTo(answer.entries().getFirst().eventId());
    assertThat(envelope.path("detail")).isEqualTo(JSON.readTree("{\"id\": \"j1\"}"));
    assertThat(envelope.path("detail-type").asText()).isEqualTo("JobFinished");
    assertThat(envelope.path("source").asText()).isEqualTo("millrace.ingestion");
    assertThat(envelope.path("version").asText()).isEqualTo("0");
    assertThat(envelope.path("account").asText()).isEqualTo("000000000000");
    assertThat(envelope.path("region").asText()).isEqualTo("eu-west-1");
    assertThat(envelope.path("time").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    assertThat(envelope.path("resources")).isEmpty();
    assertThat(messages("finished-jobs")).isEmpty();
  }

  @Test
  void whatAQueueDoesNotTakeGoesToTheTargetsDeadLetterQueue() throws Exception {
    put(event("millrace.monitoring", "DriftDetected", "{\"id\": \"d1\"}"));

    Message message = received("dead-events");

    assertThat(JSON.readTree(message.body()).at("/detail/id").asText()).isEqualTo("d1");
    assertThat(message.messageAttributes().get("TARGET_ARN").stringValue())
        .endsWith(":no-such-queue");
    assertThat(message.messageAttributes()).containsKeys("RULE_ARN", "ERROR_CODE", "ERROR_MESSAGE");
  }

  @Test
  void aBusThatIsNotThereIsNamed() {
    PutEventsRequestEntry lost =
        event("millrace.models", "VersionRegistered", "{}").toBuilder()
            .eventBusName("nowhere")
            .build();

    assertThat(put(lost).entries().getFirst().errorMessage()).contains("nowhere");
  }

  @Test
  void aSecretIsGeneratedReplacedAndKeptFromOthers() throws Exception {
    try (SecretsManagerClient secrets =
        stack.client(SecretsManagerClient.builder(), "SECRETS_MANAGER")) {
      var generated = secrets.getSecretValue(request -> request.secretId("source-token"));
      JsonNode value = JSON.readTree(generated.secretString());
      assertThat(value.path("user").asText()).isEqualTo("source");
      assertThat(value.path("password").asText()).matches("[A-Za-z0-9]{24}");

      secrets.putSecretValue(
          request ->
              request.secretId(generated.arn()).secretString("next").clientRequestToken("token-2"));
      secrets.putSecretValue(
          request ->
              request.secretId(generated.arn()).secretString("next").clientRequestToken("token-2"));

      assertThat(
              secrets.getSecretValue(request -> request.secretId(generated.arn())).secretString())
          .isEqualTo("next");
      assertThat(
              secrets
                  .getSecretValue(
                      request -> request.secretId("source-token").versionStage("AWSPREVIOUS"))
                  .secretString())
          .isEqualTo(generated.secretString());
      assertThat(
              secrets
                  .describeSecret(request -> request.secretId("source-token"))
                  .versionIdsToStages())
          .containsEntry("token-2", List.of("AWSCURRENT"))
          .containsEntry(generated.versionId(), List.of("AWSPREVIOUS"));
      secrets.createSecret(request -> request.name("millrace/dev/music").secretString("key"));
      assertThat(
              secrets
                  .getSecretValue(request -> request.secretId("millrace/dev/music"))
                  .secretString())
          .isEqualTo("key");
      assertThatThrownBy(
              () ->
                  secrets.createSecret(
                      request -> request.name("millrace/dev/music").secretString("other")))
          .isInstanceOf(ResourceExistsException.class);
      assertThatThrownBy(() -> secrets.getSecretValue(request -> request.secretId("unknown")))
          .isInstanceOf(
              software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException.class);
    }
    assertThat(Files.getPosixFilePermissions(directory.resolve("stack/data/secrets.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aScheduleMadeAtRunTimeInvokesAFunctionOnce() throws Exception {
    try (SchedulerClient scheduler = scheduler()) {
      create(scheduler, "soon", soon(), WORKER, "{\"work\": \"soon\"}");

      RecorderStack.await(() -> !stack.events("\"soon\"").isEmpty());

      RecorderStack.await(() -> names(scheduler).stream().noneMatch("soon"::equals));
      assertThat(stack.events("\"soon\"")).hasSize(1);
    }
  }

  @Test
  void aScheduleMadeAtRunTimeStartsAStateMachine() throws Exception {
    try (SchedulerClient scheduler = scheduler();
        SfnClient states = stack.client(SfnClient.builder(), "SFN")) {
      create(scheduler, "machine", soon(), MACHINE, "{\"count\": 0}");

      RecorderStack.await(
          () ->
              !states
                  .listExecutions(request -> request.stateMachineArn(MACHINE))
                  .executions()
                  .isEmpty());
    }
  }

  @Test
  void aScheduleIsDescribedChangedAndDeleted() {
    try (SchedulerClient scheduler = scheduler()) {
      create(scheduler, "nightly", "cron(0 4 * * ? *)", WORKER, "{}");
      assertThatThrownBy(() -> create(scheduler, "nightly", "rate(1 day)", WORKER, "{}"))
          .isInstanceOf(ConflictException.class);

      scheduler.updateSchedule(
          request ->
              request
                  .name("nightly")
                  .groupName(GROUP)
                  .scheduleExpression("rate(2 hours)")
                  .state(ScheduleState.DISABLED)
                  .flexibleTimeWindow(window -> window.mode(FlexibleTimeWindowMode.OFF))
                  .target(
                      target -> target.arn(WORKER).roleArn("arn:aws:iam::000000000000:role/r")));

      GetScheduleResponse described =
          scheduler.getSchedule(request -> request.name("nightly").groupName(GROUP));
      assertThat(described.scheduleExpression()).isEqualTo("rate(2 hours)");
      assertThat(described.state()).isEqualTo(ScheduleState.DISABLED);
      assertThat(described.arn()).endsWith(":schedule/job-schedules/nightly");
      assertThat(described.target().arn()).isEqualTo(WORKER);
      assertThat(names(scheduler)).contains("nightly");

      scheduler.deleteSchedule(request -> request.name("nightly").groupName(GROUP));

      assertThat(names(scheduler)).doesNotContain("nightly");
      assertThatThrownBy(
              () -> scheduler.getSchedule(request -> request.name("nightly").groupName(GROUP)))
          .isInstanceOf(ResourceNotFoundException.class);
    }
  }

  @Test
  void aScheduleThatCannotBeRunIsRefused() {
    try (SchedulerClient scheduler = scheduler()) {
      assertThatThrownBy(() -> create(scheduler, "odd", "cron(0 4 L * ? *)", WORKER, "{}"))
          .isInstanceOf(ValidationException.class)
          .hasMessageContaining("day of month");
      assertThatThrownBy(
              () -> create(scheduler, "odd", "rate(1 day)", WORKER.replace("Worker", "Gone"), "{}"))
          .isInstanceOf(ValidationException.class)
          .hasMessageContaining("expected a function or a state machine");
    }
  }

  /** Schedules, made while none is run, survive; the one time that was missed is made up for. */
  @Test
  void aScheduleOutlivesTheStack(@TempDir Path own) throws Exception {
    try (WorkflowStack first = WorkflowStack.start(own);
        SchedulerClient scheduler = first.client(SchedulerClient.builder(), "SCHEDULER")) {
      create(scheduler, "later", soon(), WORKER, "{\"work\": \"later\"}");
      assertThat(first.events("\"later\"")).isEmpty();
    }
    try (WorkflowStack second = WorkflowStack.start(own, LocalStack.Builder::schedules)) {
      RecorderStack.await(() -> !second.events("\"later\"").isEmpty());
    }
  }

  private static SchedulerClient scheduler() {
    return stack.client(SchedulerClient.builder(), "SCHEDULER");
  }

  /** Two seconds from now, on a clock in Berlin. */
  private static String soon() {
    LocalDateTime time =
        LocalDateTime.now(ZONE).plus(Duration.ofSeconds(2)).truncatedTo(ChronoUnit.SECONDS);
    return "at(%s)".formatted(time.format(DateTimeFormatter.ISO_LOCAL_DATE_TIME));
  }

  private static void create(
      SchedulerClient scheduler, String name, String expression, String target, String input) {
    scheduler.createSchedule(
        request ->
            request
                .name(name)
                .groupName(GROUP)
                .scheduleExpression(expression)
                .scheduleExpressionTimezone(ZONE.getId())
                .actionAfterCompletion(ActionAfterCompletion.DELETE)
                .flexibleTimeWindow(window -> window.mode(FlexibleTimeWindowMode.OFF))
                .target(
                    chosen ->
                        chosen
                            .arn(target)
                            .roleArn("arn:aws:iam::000000000000:role/r")
                            .input(input)));
  }

  private static List<String> names(SchedulerClient scheduler) {
    return scheduler.listSchedules(request -> request.groupName(GROUP)).schedules().stream()
        .map(ScheduleSummary::name)
        .toList();
  }

  private static PutEventsRequestEntry event(String source, String type, String detail) {
    return PutEventsRequestEntry.builder()
        .eventBusName("events")
        .source(source)
        .detailType(type)
        .detail(detail)
        .build();
  }

  private static PutEventsResponse put(PutEventsRequestEntry... events) {
    try (EventBridgeClient bus = stack.client(EventBridgeClient.builder(), "EVENTBRIDGE")) {
      return bus.putEvents(request -> request.entries(events));
    }
  }

  private static String queueUrl(String queue) {
    Map<String, String> environment = stack.stack().environment();
    return environment.get("AWS_ENDPOINT_URL_SQS") + "/000000000000/" + queue;
  }

  private static Message received(String queue) {
    List<Message> messages = messages(queue);
    assertThat(messages).hasSize(1);
    return messages.getFirst();
  }

  /** What is in a queue now; it stays out of sight of the next call. */
  private static List<Message> messages(String queue) {
    SqsClient sqs = stack.stack().clients().sqs();
    return sqs.receiveMessage(
            request ->
                request
                    .queueUrl(queueUrl(queue))
                    .maxNumberOfMessages(10)
                    .messageAttributeNames("All"))
        .messages();
  }
}
