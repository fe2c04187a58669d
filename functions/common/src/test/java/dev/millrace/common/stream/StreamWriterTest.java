package dev.millrace.common.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.common.Deadline;
import dev.millrace.testsupport.PutRecordsServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;

class StreamWriterTest {
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(5));

  private PutRecordsServer server;
  private StreamWriter writer;

  @BeforeEach
  void start() throws IOException {
    server = new PutRecordsServer();
    writer = new StreamWriter(server.client());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static List<StreamWriter.Entry> entries(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> new StreamWriter.Entry("key-" + i, ("data-" + i).getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  private List<Integer> callSizes() {
    return server.calls().stream().map(List::size).toList();
  }

  private static boolean isOneOf(PutRecordsServer.Put put, String... keys) {
    return List.of(keys).contains(put.partitionKey());
  }

  @Test
  void entriesAreTakenInOneCallAndInOrder() {
    BitSet left = writer.put("log", entries(3), DEADLINE);

    assertThat(left.isEmpty()).isTrue();
    assertThat(server.calls()).hasSize(1);
    assertThat(server.calls().getFirst())
        .extracting(PutRecordsServer.Put::partitionKey, PutRecordsServer.Put::data)
        .containsExactly(
            tuple("key-0", "data-0"), tuple("key-1", "data-1"), tuple("key-2", "data-2"));
  }

  @Test
  void nothingIsNoCall() {
    assertThat(writer.put("log", List.of(), DEADLINE).isEmpty()).isTrue();
    assertThat(server.calls()).isEmpty();
  }

  @Test
  void aCallHolds500Records() {
    assertThat(writer.put("log", entries(1_001), DEADLINE).isEmpty()).isTrue();
    assertThat(callSizes()).containsExactly(500, 500, 1);
  }

  @Test
  void aCallHoldsFiveMebibytesOfKeysAndData() {
    int mebibyte = 1024 * 1024;
    StreamWriter.Entry exact = new StreamWriter.Entry("é", new byte[mebibyte - 2]);
    StreamWriter.Entry small = new StreamWriter.Entry("k", new byte[0]);
    List<StreamWriter.Entry> six = List.of(exact, exact, exact, exact, exact, small);

    assertThat(writer.put("log", six, DEADLINE).isEmpty()).isTrue();
    assertThat(callSizes()).containsExactly(5, 1);
  }

  @Test
  void onlyWhatWasRefusedIsPutAgain() {
    server.refuse((call, put) -> call == 0 && isOneOf(put, "key-1", "key-3"));

    assertThat(writer.put("log", entries(5), DEADLINE).isEmpty()).isTrue();
    assertThat(server.calls().get(1))
        .extracting(PutRecordsServer.Put::data)
        .containsExactly("data-1", "data-3");
    assertThat(server.calls()).hasSize(2);
  }

  @Test
  void whatIsRefusedEachTimeIsReported() {
    server.refuse((call, put) -> isOneOf(put, "key-2", "key-4"));

    BitSet left = writer.put("log", entries(5), DEADLINE);

    assertThat(left.stream()).containsExactly(2, 4);
    assertThat(callSizes()).containsExactly(5, 2, 2, 2);
  }

  @Test
  void afterTheDeadlineNothingIsPutAndEverythingReported() {
    BitSet left = writer.put("log", entries(2), Deadline.after(Duration.ZERO));

    assertThat(left.stream()).containsExactly(0, 1);
    assertThat(server.calls()).isEmpty();
  }

  @Test
  void whatACallThatFailedHeldAndWhatStoodBehindItIsReported() {
    server.fail(call -> call == 1);

    BitSet left = writer.put("log", entries(1_200), DEADLINE);

    assertThat(left.stream().boxed())
        .containsExactlyElementsOf(IntStream.range(500, 1_200).boxed().toList());
    assertThat(callSizes()).containsExactly(500, 500);
  }

  @Test
  void equalEntriesAreReportedByTheirPlace() {
    int[] seen = {0};
    server.refuse((call, put) -> call > 0 || seen[0]++ % 2 == 1);
    List<StreamWriter.Entry> equal = Collections.nCopies(4, entries(1).getFirst());

    assertThat(writer.put("log", equal, DEADLINE).stream()).containsExactly(1, 3);
  }

  @Test
  void aRehearsalPutsNothing() {
    server.fail(call -> true);

    writer.rehearse("log", DEADLINE);

    assertThat(server.calls()).containsExactly(List.of());
  }

  @Test
  void aRehearsalThatReachesNoStreamIsAnError() {
    server.stop();

    assertThatExceptionOfType(SdkException.class)
        .isThrownBy(() -> writer.rehearse("log", Deadline.after(Duration.ofSeconds(1))));
  }
}
