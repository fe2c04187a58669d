package dev.millrace.scoring.redrive;

import static dev.millrace.scoring.redrive.FailureSamples.ARRIVAL;
import static dev.millrace.scoring.redrive.FailureSamples.SHARD;
import static dev.millrace.scoring.redrive.FailureSamples.failure;
import static dev.millrace.scoring.redrive.FailureSamples.line;
import static dev.millrace.scoring.redrive.FailureSamples.object;
import static dev.millrace.scoring.redrive.FailureSamples.recordId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.common.Deadline;
import dev.millrace.common.InvalidInput;
import dev.millrace.common.Settings;
import dev.millrace.common.stream.RedriveKey;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.testsupport.PutRecordsServer;
import dev.millrace.testsupport.S3Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedriverTest {
  private static final RedriveRequest ALL =
      new RedriveRequest(RedriveSource.QUARANTINE, Instant.MIN, Set.of(), "");
  private static final RedriveRequest FAILED =
      new RedriveRequest(RedriveSource.FAILURES, Instant.MIN, Set.of(), "");
  private static final String FIRST = "sessions/dt=2024-11-17/hr=21/shard-1-a.ndjson";
  private static final String SECOND = "sessions/dt=2024-11-17/hr=21/shard-1-b.ndjson";
  private static final String FAILURE = "aws/lambda/mapping/shard/2024/11/17/time-1";

  private static final Deadline LATE = Deadline.after(Duration.ofMinutes(10));

  private static final AtomicInteger TESTS = new AtomicInteger();

  private static S3Server s3;

  private final int test = TESTS.incrementAndGet();
  private final String quarantine = "quarantine-" + test;
  private final String failures = "failures-" + test;
  private final List<Long> counted = new ArrayList<>();
  private PutRecordsServer stream;
  private Redriver redriver;

  @BeforeAll
  static void startStorage(@TempDir Path folder) throws Exception {
    s3 = new S3Server(folder);
  }

  @AfterAll
  static void stopStorage() {
    s3.close();
  }

  @BeforeEach
  void startStream() throws Exception {
    stream = new PutRecordsServer();
    s3.client().createBucket(create -> create.bucket(quarantine));
    s3.client().createBucket(create -> create.bucket(failures));
    redriver = redriver(Map.of());
  }

  private Redriver redriver(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("SESSIONS_STREAM", "sessions");
    settings.put("QUARANTINE_BUCKET", quarantine);
    settings.put("FAILURES_BUCKET", failures);
    return new Redriver(new Settings(settings), s3.client(), stream.client(), counted::add);
  }

  private static RedriveKey key(PutRecordsServer.Put put) {
    return RedriveKey.parse(put.partitionKey(), put.stream()).orElseThrow();
  }

  @AfterEach
  void stopStream() {
    s3.faults().heal();
    stream.close();
  }

  @Test
  void aRecordGoesBackWithItsBytesItsIdentityAndItsArrival() {
    s3.put(quarantine, FIRST, object(line(7)));

    RedriveAnswer answer = run(ALL);

    assertThat(stream.taken()).hasSize(1);
    assertThat(stream.taken().getFirst().stream()).isEqualTo("sessions");
    assertThat(stream.taken().getFirst().data()).isEqualTo("data-7");
    assertThat(key(stream.taken().getFirst()))
        .isEqualTo(new RedriveKey(1, ARRIVAL, new StreamPosition("sessions", SHARD, "7", 0)));
    assertThat(new String(answer.json(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"source\":\"quarantine\",\"objects\":1,\"sent\":1,\"already_sent\":0,"
                + "\"unreadable\":0,\"unreadable_objects\":[],\"other_streams\":[],"
                + "\"complete\":true}");
  }

  @Test
  void anObjectIsRedrivenOnceInItsOrderChunkByChunk() throws Exception {
    int records = 1_203;
    s3.put(
        quarantine,
        FIRST,
        object(IntStream.range(0, records).mapToObj(FailureSamples::line).toArray(String[]::new)));

    RedriveAnswer first = run(ALL);
    RedriveAnswer second = run(ALL);

    assertThat(first.sent()).isEqualTo(records);
    assertThat(second.sent()).isZero();
    assertThat(second.alreadySent()).isEqualTo(records);
    assertThat(stream.takenData())
        .isEqualTo(IntStream.range(0, records).mapToObj(i -> "data-" + i).toList());
    assertThat(mark(FIRST).complete()).isTrue();
    assertThat(mark(FIRST).recordIds()).hasSize(records);
  }

  @Test
  void aRecordInTwoObjectsIsSentOnceAndMarkedInBoth() throws Exception {
    s3.put(quarantine, FIRST, object(line(1), line(2)));
    s3.put(quarantine, SECOND, object(line(2), line(3)));

    RedriveAnswer answer = run(ALL);

    assertThat(stream.takenData()).containsExactly("data-1", "data-2", "data-3");
    assertThat(answer.sent()).isEqualTo(3);
    assertThat(answer.alreadySent()).isEqualTo(1);
    assertThat(mark(FIRST).recordIds()).containsExactlyInAnyOrder(recordId(1), recordId(2));
    assertThat(mark(SECOND).recordIds()).containsExactlyInAnyOrder(recordId(2), recordId(3));
  }

  @Test
  void aRunThatIsKilledBetweenSendingAndMarkingIsSentAgainUnderTheSameKey() throws Exception {
    s3.put(quarantine, FIRST, object(line(1)));
    stream.afterNextPut(s3::stop);

    assertThatThrownBy(() -> run(ALL)).isInstanceOf(RedriveProgressTable.Failure.class);
    s3.startAgain();
    run(ALL);
    run(ALL);

    assertThat(counted).containsExactly(1L, 1L, 0L);
    assertThat(stream.taken()).hasSize(2);
    assertThat(stream.taken().get(0).partitionKey())
        .isEqualTo(stream.taken().get(1).partitionKey());
  }

  @Test
  void oneReasonIsRedrivenAndThenTheOthers() throws Exception {
    s3.put(
        quarantine,
        FIRST,
        object(line(1, 0, "model_rejected"), line(2), line(3, 0, "model_rejected")));
    RedriveRequest rejected =
        new RedriveRequest(RedriveSource.QUARANTINE, Instant.MIN, Set.of("model_rejected"), "");

    run(rejected);
    assertThat(stream.takenData()).containsExactly("data-1", "data-3");
    assertThat(mark(FIRST).complete()).isFalse();

    run(ALL);
    assertThat(stream.takenData()).containsExactly("data-1", "data-3", "data-2");
    assertThat(mark(FIRST).complete()).isTrue();
  }

  @Test
  void objectsFromBeforeATimeAreLeftAloneAlsoAThousandOfThem() throws Exception {
    for (int i = 0; i < 1_010; i++) {
      s3.putAt(ARRIVAL, quarantine, FIRST + ".%04d".formatted(i), object(line(i)));
    }
    s3.putAt(ARRIVAL.plusSeconds(60), quarantine, SECOND, object(line(2_000)));

    RedriveAnswer answer =
        run(new RedriveRequest(RedriveSource.QUARANTINE, ARRIVAL.plusSeconds(60), Set.of(), ""));

    assertThat(answer.objects()).isEqualTo(1);
    assertThat(stream.takenData()).containsExactly("data-2000");
  }

  @Test
  void aRecordThatFailedAgainIsRedrivenAgain() {
    s3.put(quarantine, FIRST, object(line(1)));
    run(ALL);
    s3.put(quarantine, SECOND, object(line(1, 1, "malformed_json")));

    run(ALL);
    run(ALL);

    assertThat(stream.taken()).extracting(put -> key(put).redrives()).containsExactly(1, 2);
  }

  @Test
  void aRecordThatFailsAgainDuringARunIsLeftForTheNext() {
    s3.put(quarantine, FIRST, object(line(1)));
    s3.put(quarantine, SECOND, object(line(2)));
    stream.afterNextPut(() -> s3.put(quarantine, SECOND, object(line(1, 1, "malformed_json"))));

    run(ALL);
    assertThat(stream.taken()).extracting(put -> key(put).redrives()).containsExactly(1);

    run(ALL);
    assertThat(stream.taken()).extracting(put -> key(put).redrives()).containsExactly(1, 2);
  }

  @Test
  void whatTheStreamDoesNotTakeIsLeftForTheNextRun() throws Exception {
    s3.put(quarantine, FIRST, object(line(1), line(2)));
    stream.refuse(put -> put.data().equals("data-2"));

    RedriveAnswer first = run(ALL);
    assertThat(first.complete()).isFalse();
    assertThat(mark(FIRST).recordIds()).containsExactly(recordId(1));

    stream.refuse(put -> false);
    RedriveAnswer second = run(ALL);
    assertThat(second.complete()).isTrue();
    assertThat(second.sent()).isEqualTo(1);
    assertThat(stream.takenData()).containsExactly("data-1", "data-2");
  }

  @Test
  void aStreamThatTakesNothingIsAnErrorAndNotAReasonToCallAgain() {
    s3.put(quarantine, FIRST, object(line(1)));
    stream.refuse(put -> true);

    assertThatThrownBy(() -> run(ALL))
        .isInstanceOf(StreamRefused.class)
        .hasMessageContaining("Stream sessions took none");
  }

  @Test
  void aRunWithoutTimeSendsNothingAndSaysSo() {
    s3.put(quarantine, FIRST, object(line(1)));

    RedriveAnswer answer =
        redriver.run(ALL, Deadline.after(Duration.ZERO), Deadline.after(Duration.ofMinutes(1)));

    assertThat(answer.complete()).isFalse();
    assertThat(stream.taken()).isEmpty();
  }

  @Test
  void aRunThatEndsEarlyTellsWhereTheNextGoesOn() {
    s3.put(quarantine, FIRST, object(line(1)));
    s3.put(quarantine, SECOND, object(line(2)));
    stream.refuse(put -> put.data().equals("data-2"));

    RedriveAnswer first = run(ALL);
    assertThat(new String(first.json(), StandardCharsets.UTF_8))
        .endsWith("\"complete\":false,\"next\":\"" + FIRST + "\"}");

    stream.refuse(put -> false);
    RedriveAnswer second = run(after(first.next()));
    assertThat(second.complete()).isTrue();
    assertThat(second.objects()).isEqualTo(1);
    assertThat(stream.takenData()).containsExactly("data-1", "data-2");
  }

  @Test
  void aRunThatGoesOnPassesOverWhatWasGoneThroughAlsoAThousandObjects() throws Exception {
    for (int i = 0; i < 1_010; i++) {
      s3.putAt(Instant.now(), quarantine, FIRST + ".%04d".formatted(i), object(line(i)));
    }

    RedriveAnswer answer = run(after(FIRST + ".1007"));

    assertThat(answer.objects()).isEqualTo(2);
    assertThat(stream.takenData()).containsExactly("data-1008", "data-1009");
  }

  @Test
  void aRunWithoutTimeGoesOnWhereItWasToBegin() {
    s3.put(quarantine, SECOND, object(line(2)));

    RedriveAnswer answer =
        redriver.run(
            after(FIRST), Deadline.after(Duration.ZERO), Deadline.after(Duration.ofMinutes(1)));

    assertThat(answer.complete()).isFalse();
    assertThat(answer.next()).isEqualTo(FIRST);
  }

  @Test
  void aRunCannotGoOnBehindAKeyOfAnotherSource() {
    assertThatThrownBy(() -> run(after(FAILURE)))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("after held \"" + FAILURE + "\", expected")
        .hasMessageContaining("sessions/");
  }

  private static RedriveRequest after(String key) {
    return new RedriveRequest(RedriveSource.QUARANTINE, Instant.MIN, Set.of(), key);
  }

  @Test
  void whatAnotherRunMarksMeanwhileStaysMarked() throws Exception {
    s3.put(quarantine, FIRST, object(line(1), line(2)));
    stream.afterNextPut(
        () ->
            s3.put(
                quarantine,
                RedriveProgressTable.markKey(FIRST),
                "{\"record_ids\": [\"%s\"]}".formatted(recordId(9))));

    run(ALL);

    assertThat(mark(FIRST).recordIds())
        .containsExactlyInAnyOrder(recordId(1), recordId(2), recordId(9));
  }

  @Test
  void whatCannotBeReadIsReportedAndTheRestIsSent() throws Exception {
    s3.put(quarantine, FIRST, object(line(1), "{\"stream\": ", line(3)));
    s3.put(quarantine, SECOND, object(line(4)));

    RedriveAnswer answer = run(ALL);

    assertThat(stream.takenData()).containsExactly("data-1", "data-3", "data-4");
    assertThat(answer.complete()).isTrue();
    assertThat(answer.unreadable()).isEqualTo(1);
    assertThat(answer.problems()).containsOnlyKeys(FIRST);
    assertThat(answer.problems().get(FIRST)).startsWith("line 2: it is not JSON");
    assertThat(mark(FIRST).complete()).isFalse();
    assertThat(run(ALL).sent()).isZero();
  }

  @Test
  void anObjectWhoseMarkIsDamagedIsReportedAndNotSent() {
    s3.put(quarantine, FIRST, object(line(1)));
    s3.put(quarantine, RedriveProgressTable.markKey(FIRST), "damaged");

    RedriveAnswer answer = run(ALL);

    assertThat(answer.problems().get(FIRST))
        .contains(RedriveProgressTable.markKey(FIRST))
        .contains("not JSON");
    assertThat(stream.taken()).isEmpty();
  }

  @Test
  void recordsOfAnotherStreamAreReportedAndNotSent() {
    s3.put(quarantine, "service-events/a.ndjson", object(line(1)));
    s3.put(quarantine, FIRST, object(line("orders", 2, 0, "id_missing", "data"), line(3)));
    s3.put(failures, FAILURE, failure("payments", "key@4"));

    assertThat(run(ALL).otherStreams()).containsExactly("orders", "service-events");
    assertThat(run(FAILED).otherStreams()).containsExactly("payments");
    assertThat(stream.takenData()).containsExactly("data-3");
  }

  @Test
  void aFailedEventIsRedrivenOnceAndARedrivenRecordInItKeepsItsFirstIdentity() {
    RedriveKey before = new RedriveKey(1, ARRIVAL, new StreamPosition("sessions", SHARD, "5", 2));
    s3.put(failures, FAILURE, failure("sessions", "key@10", before + "@11"));

    RedriveAnswer first = run(FAILED);
    RedriveAnswer second = run(FAILED);

    assertThat(first.sent()).isEqualTo(2);
    assertThat(second.sent()).isZero();
    assertThat(stream.takenData()).containsExactly("data-10", "data-11");
    assertThat(key(stream.taken().get(0)))
        .isEqualTo(new RedriveKey(1, ARRIVAL, new StreamPosition("sessions", SHARD, "10", 0)));
    assertThat(key(stream.taken().get(1))).isEqualTo(new RedriveKey(2, ARRIVAL, before.position()));
    assertThat(s3.keys(failures)).containsExactly(FAILURE, RedriveProgressTable.markKey(FAILURE));
  }

  @Test
  void anObjectThatIsNoFailedEventIsReportedAndTheRestIsSent() {
    s3.put(failures, FAILURE, "{\"version\": \"1.0\", \"KinesisBatchInfo\": {}}");
    s3.put(failures, FAILURE + "-2", failure("sessions", "key@1"));

    RedriveAnswer answer = run(FAILED);

    assertThat(answer.problems().get(FAILURE)).startsWith("payload is missing");
    assertThat(stream.takenData()).containsExactly("data-1");
  }

  @Test
  void anObjectThatS3DoesNotHandOutIsReportedAndTheRestIsSent() {
    s3.put(quarantine, FIRST, object(line(1)));
    s3.put(quarantine, SECOND, object(line(2)));
    s3.faults().forbid(FIRST);

    RedriveAnswer answer = run(ALL);
    assertThat(answer.complete()).isTrue();
    assertThat(answer.unreadable()).isEqualTo(1);
    assertThat(answer.problems())
        .containsExactly(Map.entry(FIRST, "reading it failed: S3 answered 403 AccessDenied"));
    assertThat(stream.takenData()).containsExactly("data-2");

    s3.faults().heal();
    assertThat(run(ALL).unreadable()).isZero();
    assertThat(stream.takenData()).containsExactly("data-2", "data-1");
  }

  @Test
  void anObjectWhoseMarkS3DoesNotHandOutIsReportedAndNotSent() {
    s3.put(quarantine, FIRST, object(line(1)));
    s3.put(quarantine, SECOND, object(line(2)));
    s3.faults().forbid(RedriveProgressTable.markKey(FIRST));

    s3.put(quarantine, RedriveProgressTable.markKey(FIRST), "{}");
    RedriveAnswer answer = run(ALL);

    assertThat(answer.problems()).containsOnlyKeys(FIRST);
    assertThat(stream.takenData()).containsExactly("data-2");
  }

  @Test
  void ofAnObjectThatBreaksOffTheRecordsBeforeTheBreakAreSent() throws Exception {
    String[] lines =
        IntStream.range(0, 2_000).mapToObj(FailureSamples::line).toArray(String[]::new);
    s3.put(quarantine, FIRST, object(lines));
    s3.put(quarantine, SECOND, object(line(9_000)));
    s3.faults().breakOff(FIRST, object(lines).length() - 10);

    RedriveAnswer answer = run(ALL);

    assertThat(answer.complete()).isTrue();
    assertThat(answer.problems()).containsOnlyKeys(FIRST);
    assertThat(stream.takenData()).startsWith("data-0", "data-1").endsWith("data-9000");
    assertThat(answer.sent()).isEqualTo(stream.taken().size());
    assertThat(mark(FIRST).complete()).isFalse();

    s3.faults().heal();
    run(ALL);
    assertThat(stream.takenData()).hasSize(2_001).doesNotHaveDuplicates();
  }

  @Test
  void aFailedEventThatBreaksOffIsReportedAndTheRestIsSent() {
    String event = failure("sessions", "key@1");
    s3.put(failures, FAILURE, event);
    s3.put(failures, FAILURE + "-2", failure("sessions", "key@2"));
    s3.faults().breakOff(FAILURE, event.length() / 2);

    assertThat(run(FAILED).problems()).containsOnlyKeys(FAILURE);
    assertThat(stream.takenData()).containsExactly("data-2");
  }

  @Test
  void aRunThatCanReadNothingAtAllIsAnError() {
    s3.put(quarantine, FIRST, object(line(1)));
    s3.put(quarantine, SECOND, object(line(2)));
    s3.faults().forbid(FIRST);
    s3.faults().forbid(SECOND);

    assertThatThrownBy(() -> run(ALL))
        .isInstanceOf(ObjectsOutOfReach.class)
        .hasMessage(
            "None of 2 objects could be read, of which the last is %s; of the first, S3 answered 403 AccessDenied"
                .formatted(SECOND));
  }

  @Test
  void aListingThatBreaksOffIsAnAnswerThatTellsWhereTheNextRunGoesOn() throws Exception {
    for (int i = 0; i < 1_010; i++) {
      s3.putAt(Instant.now(), quarantine, FIRST + ".%04d".formatted(i), object(line(i)));
    }
    s3.faults().forbidNextPages();

    RedriveAnswer answer = run(after(FIRST + ".0001"));
    assertThat(answer.complete()).isFalse();
    assertThat(answer.next()).isEqualTo(FIRST + ".1001");
    assertThat(new String(answer.json(), StandardCharsets.UTF_8))
        .contains("\"next\":\"" + FIRST + ".1001\",\"stopped\":\"")
        .contains("403");

    s3.faults().heal();
    assertThat(run(after(answer.next())).complete()).isTrue();
    assertThat(stream.taken()).hasSize(1_008);
  }

  @Test
  void aMarkThatIsNotWrittenStopsTheRunWhichTellsWhereTheNextGoesOn() throws Exception {
    s3.put(quarantine, FIRST, object(line(1)));
    s3.put(quarantine, SECOND, object(line(2)));
    stream.afterNextPut(() -> stream.afterNextPut(s3::stop));

    try {
      RedriveAnswer answer = run(ALL);

      assertThat(answer.complete()).isFalse();
      assertThat(answer.next()).isEqualTo(FIRST);
      assertThat(answer.stopped()).contains(RedriveProgressTable.markKey(SECOND));
    } finally {
      s3.startAgain();
    }
  }

  @Test
  void aStreamThatTakesNothingMoreIsAnAnswerWhereTheRunHasComeFurther() {
    s3.put(quarantine, FIRST, object(line(1)));
    run(ALL);
    s3.put(quarantine, SECOND, object(line(2)));
    stream.refuse(put -> true);

    RedriveAnswer answer = run(ALL);

    assertThat(answer.next()).isEqualTo(FIRST);
    assertThat(answer.stopped()).contains("Stream sessions took none");
  }

  @Test
  void aRecordIsNamedThatTheStreamWouldNotTakeUnderItsRedriveKey() {
    int bytes = 1024 * 1024 - 20;
    s3.put(
        quarantine,
        FIRST,
        object(line("sessions", 1, 0, "id_missing", "x".repeat(bytes)), line(2)));

    RedriveAnswer answer = run(ALL);

    assertThat(answer.problems().get(FIRST))
        .startsWith("record " + recordId(1) + " has ")
        .endsWith("expected at most 1048576, which the stream takes");
    assertThat(stream.takenData()).containsExactly("data-2");
  }

  @Test
  void aRecordOfOneMebibyteGoesBackWhereTheStreamTakesMore() {
    String data = "x".repeat(1024 * 1024 - 1);
    s3.put(quarantine, FIRST, object(line("sessions", 1, 0, "id_missing", data)));

    assertThat(redriver(Map.of("SESSIONS_RECORD_BYTES", "1049600")).run(ALL, LATE, LATE).sent())
        .isEqualTo(1);
    assertThat(stream.takenData()).containsExactly(data);
  }

  private RedriveAnswer run(RedriveRequest request) {
    return redriver.run(request, LATE, LATE);
  }

  private RedriveProgress mark(String key) throws Exception {
    return RedriveProgress.read(
        s3.get(quarantine, RedriveProgressTable.markKey(key)).getBytes(StandardCharsets.UTF_8));
  }
}
