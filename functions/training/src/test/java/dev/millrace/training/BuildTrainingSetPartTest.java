package dev.millrace.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.Settings;
import dev.millrace.testsupport.Invocation;
import dev.millrace.testsupport.LakeServers;
import dev.millrace.training.run.TrainingRequest.Source;
import dev.millrace.training.run.TrainingRunFailed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;

class BuildTrainingSetPartTest {
  private static final String NOTHING_AGAIN = "{\"batchItemFailures\":[]}";

  @TempDir private static Path folder;
  private static TrainingServers servers;

  private final TrainingLake lake = new TrainingLake(servers);
  private final BuildTrainingSetPart function =
      new BuildTrainingSetPart(
          lake.sets,
          new TrainingMetrics(
              new FunctionMetrics(new Settings(Map.of("POWERTOOLS_SERVICE_NAME", "training")))));

  @BeforeAll
  static void start() throws Exception {
    servers = new TrainingServers(folder);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @Test
  void aMessageOfARunThatIsTooOldIsDropped() throws Exception {
    lake.object("sessions", lake.session("a", 0));
    lake.begin(Source.DOCUMENTS);
    Message late = lake.messages().getFirst();

    lake.now = lake.now.plus(Duration.ofDays(16));

    assertThat(invoke(late)).isEqualTo(NOTHING_AGAIN);
  }

  @Test
  void anInvocationFailsOnceWhenItFindsThatFilesAreGone() throws Exception {
    lake.object("sessions", lake.session("a", 0));
    lake.object("sessions", lake.session("b", 0));
    String run = lake.begin(Source.DOCUMENTS);
    List<Message> parts = lake.messages();
    assertThat(invoke(parts.getFirst())).isEqualTo(NOTHING_AGAIN);
    servers.lake.s3().keys(LakeServers.BUCKET).stream()
        .filter(key -> key.contains(run))
        .forEach(
            key ->
                servers
                    .lake
                    .s3()
                    .client()
                    .deleteObject(delete -> delete.bucket(LakeServers.BUCKET).key(key)));

    assertThatThrownBy(() -> invoke(parts.getLast()))
        .as("an alarm is on the function's errors")
        .isInstanceOf(TrainingRunFailed.class);

    assertThat(invoke(parts.getLast())).isEqualTo(NOTHING_AGAIN);
  }

  @Test
  void aMessageWhoseStepFailsComesAgain() throws Exception {
    Message ofNoRun = Message.builder().body("{\"run_id\":\"x\",\"part\":0}").build();

    assertThat(invoke(ofNoRun)).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m\"}]}");
  }

  private String invoke(Message message) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    function.handleRequest(
        new ByteArrayInputStream(TrainingLake.event(message)), answer, new Invocation());
    return answer.toString(StandardCharsets.UTF_8);
  }
}
