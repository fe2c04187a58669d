package dev.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.fixture.RecorderStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;

/** What a template's queue mappings and schedules make of a real function process. */
class TriggersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static RecorderStack recorder;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    recorder = RecorderStack.start(directory, builder -> builder.schedules(Duration.ofMillis(200)));
  }

  @AfterAll
  static void stop() {
    recorder.close();
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }

  @Test
  void ofAQueuesMessagesTheOneThatIsRefusedComesBack() throws Exception {
    recorder.send("parts", "part-1", "refuse-once part-2");

    RecorderStack.await(() -> texts("part-").size() == 3);

    assertThat(texts("part-"))
        .containsExactlyInAnyOrder("part-1", "refuse-once part-2", "refuse-once part-2");
  }

  @Test
  void aScheduledRunThatFailsLandsInTheFunctionsQueue() throws Exception {
    var sqs = recorder.stack().clients().sqs();
    String queue = sqs.getQueueUrl(request -> request.queueName("dead-letters")).queueUrl();

    List<Message> messages =
        sqs.receiveMessage(request -> request.queueUrl(queue).waitTimeSeconds(20)).messages();

    JsonNode message = JSON.readTree(messages.getFirst().body());
    assertThat(message.at("/requestPayload/do").asText()).isEqualTo("throw-now");
    assertThat(message.at("/requestPayload/at").asText()).endsWith("Z");
    assertThat(message.at("/responsePayload/errorMessage").asText()).isEqualTo("asked to throw");
  }

  private static List<String> texts(String word) {
    try {
      return recorder.batches(word).stream().flatMap(List::stream).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
