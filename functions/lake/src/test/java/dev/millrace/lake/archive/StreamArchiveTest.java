package dev.millrace.lake.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.common.Contract;
import dev.millrace.common.Deadline;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.S3Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamArchiveTest {
  private static final Instant NOW = Instant.parse("2024-11-17T21:10:00Z");
  private static final Instant BEFORE = NOW.minusSeconds(60);

  private static S3Server s3;

  private GetRecordsServer streams;
  private ArchiveFixture lake;

  @BeforeAll
  static void startStorage(@TempDir Path folder) throws Exception {
    s3 = new S3Server(folder);
  }

  @AfterAll
  static void stopStorage() {
    s3.close();
  }

  @BeforeEach
  void startStreams() throws Exception {
    streams = new GetRecordsServer();
    lake =
        new ArchiveFixture(
            new ArchiveFixture.Clients(streams.client(), DynamoDbServer.client(), s3.client()));
  }

  @AfterEach
  void stopStreams() {
    streams.close();
  }

  @Test
  void aRunArchivesEveryStreamAndSaysWhatItDid() throws Exception {
    streams.open("sessions", "shard-0");
    streams.open("sessions", "shard-1");
    streams.open("service-events", "shard-0");
    put("sessions", "shard-0", 7);
    put("sessions", "shard-1", 2);
    put("service-events", "shard-0", 1);

    ArchiveOutcome outcome = lake.run(ArchiveFixture.LARGE, NOW);

    lake.holdsExactly(streams.records());
    assertThat(outcome.complete()).isTrue();
    assertThat(outcome.streams()).containsOnlyKeys(Contract.of("lake").dimensions().get("stream"));
    assertThat(new String(outcome.json(), StandardCharsets.UTF_8))
        .isEqualTo(
            ("{\"streams\":{"
                    + "\"predictions\":{\"shards\":0,\"records\":0,\"objects\":0,\"bytes\":0,\"lag_ms\":0},"
                    + "\"service-events\":{\"shards\":1,\"records\":1,\"objects\":1,\"bytes\":%d,\"lag_ms\":0},"
                    + "\"sessions\":{\"shards\":2,\"records\":9,\"objects\":2,\"bytes\":%d,\"lag_ms\":0}},"
                    + "\"failed\":[],\"complete\":true}")
                .formatted(
                    outcome.streams().get("service-events").bytes(),
                    outcome.streams().get("sessions").bytes()));
  }

  @Test
  void aSecondRunGoesOnWhereTheFirstEnded() throws Exception {
    streams.open("sessions", "shard-0");
    put("sessions", "shard-0", 5);
    lake.run(ArchiveFixture.LARGE, NOW);
    put("sessions", "shard-0", 4);

    ArchiveOutcome second = lake.run(ArchiveFixture.LARGE, NOW);
    ArchiveOutcome third = lake.run(ArchiveFixture.LARGE, NOW);

    lake.holdsExactly(streams.records());
    assertThat(second.streams().get("sessions").records()).isEqualTo(4);
    assertThat(third.streams().get("sessions").objects()).isZero();
  }

  @Test
  void oneStreamCanBeAskedFor() throws Exception {
    streams.open("sessions", "shard-0");
    streams.open("predictions", "shard-0");
    put("sessions", "shard-0", 1);
    put("predictions", "shard-0", 1);

    run(new ArchiveRequest(Optional.of("predictions")));

    assertThat(lake.rows()).containsOnlyKeys("predictions/shard-0");
    assertThatThrownBy(() -> run(new ArchiveRequest(Optional.of("orders"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "stream holds \"orders\"; expected one of [predictions, service-events, sessions]");
  }

  @Test
  void anObjectHoldsOneHourAndEndsAtItsSize() throws Exception {
    streams.open("sessions", "shard-0");
    for (String time :
        new String[] {"20:59:59.998", "20:59:59.999", "21:00:00.000", "20:59:59.999"}) {
      streams.put("sessions", "shard-0", Instant.parse("2024-11-17T" + time + "Z"), new byte[] {1});
    }
    put("sessions", "shard-0", 5);

    lake.run(500, NOW);

    lake.holdsExactly(streams.records());
    assertThat(lake.rows().get("sessions/shard-0"))
        .extracting(
            row -> row.objectKey().replaceAll("^bronze/sessions/|shard-.*$", ""),
            row -> row.recordCount())
        .containsExactly(
            tuple("dt=2024-11-17/hr=20/", 2L),
            tuple("dt=2024-11-17/hr=21/", 1L),
            tuple("dt=2024-11-17/hr=20/", 1L),
            tuple("dt=2024-11-17/hr=21/", 4L),
            tuple("dt=2024-11-17/hr=21/", 1L));
  }

  @Test
  void whatArrivesAfterTheRunBeganIsLeftForTheNextAndIsTheLag() throws Exception {
    streams.open("sessions", "shard-0");
    put("sessions", "shard-0", 4);
    streams.put("sessions", "shard-0", NOW.plusSeconds(1), new byte[0]);
    streams.put("sessions", "shard-0", NOW.plusSeconds(2), new byte[0]);
    AtomicInteger reads = new AtomicInteger();

    ArchiveOutcome outcome =
        lake.archive(
                ArchiveFixture.LARGE,
                3,
                () -> reads.getAndIncrement() == 0 ? NOW : NOW.plusSeconds(11))
            .run(ArchiveFixture.ALL, later(), later());

    assertThat(outcome.complete()).isTrue();
    assertThat(outcome.streams().get("sessions").records()).isEqualTo(4);
    assertThat(outcome.streams().get("sessions").lag()).isEqualTo(Duration.ofSeconds(10));
    lake.run(ArchiveFixture.LARGE, NOW.plusSeconds(3));
    lake.holdsExactly(streams.records());
  }

  @Test
  void aShardIsReadBehindItsParentsAndTheWholeFamilyInOneRun() throws Exception {
    streams.open("sessions", "shard-0");
    streams.open("sessions", "shard-1");
    put("sessions", "shard-0", 4);
    streams.open("sessions", "shard-2", "shard-0");
    streams.open("sessions", "shard-3", "shard-0");
    put("sessions", "shard-2", 3);
    streams.open("sessions", "shard-4", "shard-1", "shard-2");
    put("sessions", "shard-4", 3);

    ArchiveOutcome outcome = lake.run(ArchiveFixture.LARGE, NOW);

    lake.holdsExactly(streams.records());
    assertThat(outcome.complete()).isTrue();
    assertThat(streams.calls().stream().filter(call -> call.startsWith("GetShardIterator")))
        .containsSubsequence(
            "GetShardIterator sessions/shard-0",
            "GetShardIterator sessions/shard-2",
            "GetShardIterator sessions/shard-4")
        .containsSubsequence(
            "GetShardIterator sessions/shard-1", "GetShardIterator sessions/shard-4");
    assertThat(lake.checkpoints().find("sessions", "shard-1", later()).ended()).isTrue();
    assertThat(lake.checkpoints().find("sessions", "shard-3", later()).ended()).isFalse();
  }

  @Test
  void aShardWhoseParentIsNotAtItsEndWaits() throws Exception {
    streams.open("sessions", "shard-0");
    put("sessions", "shard-0", 4);
    streams.open("sessions", "shard-1", "shard-0");
    put("sessions", "shard-1", 4);
    refuse("GetRecords", "shard-0", "InvalidArgumentException");

    ArchiveOutcome outcome = lake.run(ArchiveFixture.LARGE, NOW);

    assertThat(outcome.complete()).isFalse();
    assertThat(outcome.failures()).containsOnlyKeys("sessions/shard-0");
    assertThat(lake.rows()).isEmpty();
  }

  @Test
  void aShardWhoseParentHasExpiredIsRead() throws Exception {
    streams.open("sessions", "shard-0");
    streams.open("sessions", "shard-1", "shard-0");
    put("sessions", "shard-1", 4);
    streams.expire("sessions", "shard-0");

    lake.run(ArchiveFixture.LARGE, NOW);

    lake.holdsExactly(streams.records());
  }

  @Test
  void aShardThatIsArchivedToItsEndIsNotReadAgain() throws Exception {
    streams.open("sessions", "shard-0");
    streams.open("sessions", "shard-1", "shard-0");
    lake.run(ArchiveFixture.LARGE, NOW);
    int calls = streams.calls().size();

    lake.run(ArchiveFixture.LARGE, NOW);

    assertThat(streams.calls().subList(calls, streams.calls().size()))
        .noneMatch(call -> call.contains("shard-0"))
        .anyMatch(call -> call.contains("GetRecords sessions/shard-1"));
  }

  @Test
  void whatFailsInOneShardOrStreamStopsNoOther() throws Exception {
    streams.open("sessions", "shard-0");
    streams.open("sessions", "shard-1");
    put("sessions", "shard-0", 3);
    put("sessions", "shard-1", 3);
    streams.refuse(
        (call, shard) ->
            shard.equals("shard-0") && call.equals("GetRecords")
                ? Optional.of("AccessDeniedException")
                : Optional.empty());

    ArchiveOutcome outcome = lake.run(ArchiveFixture.LARGE, NOW);

    assertThat(lake.rows()).containsOnlyKeys("sessions/shard-1");
    assertThat(outcome.complete()).isFalse();
    assertThat(new ArchiveFailure(outcome.failures()))
        .hasMessageStartingWith("Not archived: sessions/shard-0: refused");
  }

  @Test
  void aStreamThatIsNotThereStopsNoOther() throws Exception {
    streams.open("sessions", "shard-0");
    put("sessions", "shard-0", 3);
    AtomicInteger lists = new AtomicInteger();
    streams.refuse(
        (call, shard) ->
            call.equals("ListShards") && lists.getAndIncrement() == 0
                ? Optional.of("ResourceNotFoundException")
                : Optional.empty());

    ArchiveOutcome outcome = lake.run(ArchiveFixture.LARGE, NOW);

    assertThat(outcome.failures()).containsOnlyKeys("predictions");
    lake.holdsExactly(streams.records());
  }

  @Test
  void throttledReadsFaultsAndExpiredIteratorsArePassed() throws Exception {
    streams.open("sessions", "shard-0");
    put("sessions", "shard-0", 8);
    AtomicInteger reads = new AtomicInteger();
    streams.refuse(
        (call, shard) ->
            Optional.ofNullable(
                call.equals("GetRecords")
                    ? switch (reads.getAndIncrement()) {
                      case 0, 3 -> "ProvisionedThroughputExceededException";
                      case 2 -> "ExpiredIteratorException";
                      case 5, 6 -> "InternalFailure";
                      default -> null;
                    }
                    : null));

    ArchiveOutcome outcome = lake.run(ArchiveFixture.LARGE, NOW);

    assertThat(outcome.complete()).isTrue();
    lake.holdsExactly(streams.records());
  }

  @Test
  void emptyAnswersShortOfTheTipAreReadPast() throws Exception {
    streams.open("sessions", "shard-0");
    put("sessions", "shard-0", 8);
    streams.emptyAnswersBetween();

    lake.run(ArchiveFixture.LARGE, NOW);

    lake.holdsExactly(streams.records());
  }

  @Test
  void aRunWhoseTimeIsUpKeepsWhatItReadAndSaysHowFarItIsBehind() throws Exception {
    streams.open("sessions", "shard-0");
    put("sessions", "shard-0", 8);
    AtomicInteger reads = new AtomicInteger();
    streams.refuse(
        (call, shard) ->
            call.equals("GetRecords") && reads.getAndIncrement() > 0
                ? Optional.of("ProvisionedThroughputExceededException")
                : Optional.empty());

    ArchiveOutcome outcome =
        lake.archive(ArchiveFixture.LARGE, 3, () -> NOW)
            .run(ArchiveFixture.ALL, Deadline.after(Duration.ofSeconds(2)), later());

    assertThat(outcome.complete()).isFalse();
    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.streams().get("sessions").records()).isEqualTo(3);
    assertThat(outcome.streams().get("sessions").lag()).isEqualTo(Duration.ofMinutes(1));
    streams.refuse((call, shard) -> Optional.empty());
    assertThat(lake.run(ArchiveFixture.LARGE, NOW).complete()).isTrue();
    lake.holdsExactly(streams.records());
  }

  @Test
  void theShardsThatStoodStillForLongestComeFirst() throws Exception {
    for (String shard : new String[] {"shard-0", "shard-1", "shard-2", "shard-3", "shard-4"}) {
      streams.open("sessions", shard);
    }
    Instant time = NOW;
    for (String shard : new String[] {"shard-3", "shard-1", "shard-4", "shard-0", "shard-2"}) {
      put("sessions", shard, 1);
      time = time.plusSeconds(10);
      lake.run(ArchiveFixture.LARGE, time);
    }
    int calls = streams.calls().size();

    lake.run(ArchiveFixture.LARGE, time);

    assertThat(
            streams.calls().subList(calls, streams.calls().size()).stream()
                .filter(call -> call.startsWith("GetShardIterator"))
                .limit(3))
        .containsExactlyInAnyOrder(
            "GetShardIterator sessions/shard-3",
            "GetShardIterator sessions/shard-1",
            "GetShardIterator sessions/shard-4");
  }

  private ArchiveOutcome run(ArchiveRequest request) throws InterruptedException {
    return lake.archive(ArchiveFixture.LARGE, 3, () -> NOW).run(request, later(), later());
  }

  private static Deadline later() {
    return Deadline.after(Duration.ofMinutes(1));
  }

  private void refuse(String refusedCall, String refusedShard, String error) {
    streams.refuse(
        (call, shard) ->
            call.equals(refusedCall) && shard.equals(refusedShard)
                ? Optional.of(error)
                : Optional.empty());
  }

  private void put(String stream, String shard, int records) {
    for (int i = 0; i < records; i++) {
      streams.put(
          stream, shard, BEFORE, "{\"n\": %d}".formatted(i).getBytes(StandardCharsets.UTF_8));
    }
  }
}
