package dev.millrace.local.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.fixture.RecorderStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The event source poller against a real stream and a real function process. */
class StreamPollerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static RecorderStack recorder;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    recorder = RecorderStack.start(directory);
  }

  @AfterAll
  static void stop() {
    recorder.close();
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }

  @Test
  void aPartialFailureIsTakenUpAgainAtTheLowestRecordReported() throws Exception {
    recorder.put(
        "partial-failures", "lowest-1", "refuse-once lowest-2", "lowest-3", "refuse-once lowest-4");

    RecorderStack.await(() -> batches("lowest").size() == 2);

    assertThat(batches("lowest"))
        .containsExactly(
            List.of("lowest-1", "refuse-once lowest-2", "lowest-3", "refuse-once lowest-4"),
            List.of("refuse-once lowest-2", "lowest-3", "refuse-once lowest-4"));
  }

  @Test
  void whatIsRefusedBeyondItsRetriesLandsInTheFailuresBucketAndTheShardGoesOn() throws Exception {
    recorder.put("partial-failures", "refuse hopeless");
    RecorderStack.await(() -> !recorder.failureObjects("refuse hopeless").isEmpty());
    recorder.put("partial-failures", "after-hopeless");
    RecorderStack.await(() -> !batches("after-hopeless").isEmpty());

    assertThat(batches("refuse hopeless")).hasSize(3);
    JsonNode object = JSON.readTree(recorder.failureObjects("refuse hopeless").getFirst());
    assertThat(object.at("/requestContext/condition").asText()).isEqualTo("RetryAttemptsExhausted");
    assertThat(object.at("/requestContext/approximateInvokeCount").asInt()).isEqualTo(3);
    assertThat(object.at("/requestContext/functionArn").asText()).endsWith("Recorder:live");
    assertThat(object.at("/KinesisBatchInfo/batchSize").asInt()).isEqualTo(1);
    assertThat(object.at("/KinesisBatchInfo/streamArn").asText())
        .isEqualTo("arn:aws:kinesis:eu-west-1:000000000000:stream/partial-failures");
    JsonNode record = JSON.readTree(object.path("payload").asText()).at("/Records/0");
    assertThat(record.at("/kinesis/sequenceNumber").asText())
        .isEqualTo(object.at("/KinesisBatchInfo/startSequenceNumber").asText());
    assertThat(record.at("/kinesis/partitionKey").asText()).isEqualTo("key");
    assertThat(record.at("/kinesis/approximateArrivalTimestamp").isNumber()).isTrue();
  }

  @Test
  void anErrorHalvesTheBatchUntilOnlyTheRecordAtFaultFails() throws Exception {
    recorder.put("bisected", "half-1", "half-2", "throw half-3", "half-4");

    RecorderStack.await(
        () -> recorder.failureObjects("throw half-3").size() == 1 && batches("half-4").size() == 3);

    assertThat(batches("half"))
        .containsExactly(
            List.of("half-1", "half-2", "throw half-3", "half-4"),
            List.of("half-1", "half-2"),
            List.of("throw half-3", "half-4"),
            List.of("throw half-3"),
            List.of("throw half-3"),
            List.of("half-4"));
    JsonNode object = JSON.readTree(recorder.failureObjects("throw half-3").getFirst());
    assertThat(object.at("/KinesisBatchInfo/batchSize").asInt()).isEqualTo(1);
    assertThat(object.at("/responseContext/functionError").asText()).isEqualTo("Unhandled");
  }

  @Test
  void aFunctionThatDiesInMidBatchIsStartedAgainAndGetsTheBatchAgain() throws Exception {
    recorder.put("crashing", "dying-1", "exit-once dying-2", "dying-3");

    RecorderStack.await(() -> batches("dying").size() == 2);

    List<String> whole = List.of("dying-1", "exit-once dying-2", "dying-3");
    assertThat(batches("dying")).containsExactly(whole, whole);
    assertThat(recorder.stack().deliveries().retried()).isGreaterThanOrEqualTo(3);
    RecorderStack.await(
        () ->
            recorder.reports().stream()
                .anyMatch(report -> report.contains("Recorder ended with status 3")));
  }

  /** Its mapping starts at a time before them. */
  @Test
  void aFunctionThatTakesTooLongIsKilledAndTheBatchFails() throws Exception {
    recorder.put("slow", "sleep too-long");

    RecorderStack.await(() -> recorder.failureObjects("sleep too-long").size() == 1);

    assertThat(batches("too-long")).hasSize(1);
  }

  @Test
  void anEventHoldsNoMoreThanSixMegabytes() throws Exception {
    for (int number = 0; number < 8; number++) {
      recorder.put("large", "large-" + number + " ".repeat(900 * 1024));
    }

    RecorderStack.await(() -> batches("large").stream().mapToInt(List::size).sum() == 8);

    assertThat(recorder.events("large"))
        .allSatisfy(
            event ->
                assertThat(Integer.parseInt(event.getFirst()))
                    .isLessThanOrEqualTo(6 * 1024 * 1024));
    assertThat(batches("large").stream().mapToInt(List::size).max()).hasValue(5);
  }

  @Test
  void aSplitShardIsReadToItsEndBeforeItsChildrenAre() throws Exception {
    var kinesis = recorder.stack().clients().kinesis();
    List<String> expected = new ArrayList<>();
    for (int number = 0; number < 20; number++) {
      expected.add("split-%02d".formatted(number));
    }
    recorder.putUnder("a", "split", expected.subList(0, 10).toArray(String[]::new));
    String shard =
        kinesis.listShards(request -> request.streamName("split")).shards().getFirst().shardId();
    kinesis.splitShard(
        request ->
            request
                .streamName("split")
                .shardToSplit(shard)
                .newStartingHashKey("170141183460469231731687303715884105728"));
    recorder.putUnder("a", "split", expected.subList(10, 20).toArray(String[]::new));

    RecorderStack.await(() -> batches("split-").stream().mapToInt(List::size).sum() >= 20);

    assertThat(batches("split-").stream().flatMap(List::stream))
        .containsExactlyElementsOf(expected);
  }

  private static List<List<String>> batches(String word) {
    try {
      return recorder.batches(word);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
