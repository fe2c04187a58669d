package dev.millrace.lake.cleaning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.lake.events.EventParser;
import dev.millrace.lake.events.EventTimeRange;
import dev.millrace.lake.events.RejectionReason;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.TableDefinition;
import dev.millrace.tables.TableState;
import dev.millrace.testsupport.Calls;
import dev.millrace.testsupport.Compaction;
import dev.millrace.testsupport.LakeServers;
import dev.millrace.testsupport.PackedRecord;
import dev.millrace.testsupport.Sweep;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleaningTest {
  private static final String A = "shardId-000000000000";
  private static final String B = "shardId-000000000001";

  @TempDir private static Path folder;
  private static LakeServers servers;
  private static LakeCatalog catalog;

  private SilverLake lake;

  @BeforeAll
  static void start() throws Exception {
    servers = new LakeServers(folder);
    catalog = new LakeCatalog(LakeServers.BUCKET, servers.catalogProperties());
  }

  @AfterAll
  static void stop() {
    catalog.close();
    servers.close();
  }

  @BeforeEach
  void newLake() {
    lake = new SilverLake(servers, catalog);
  }

  private static String event(String id, int latency) {
    return """
    {"event_id": "%s", "timestamp": "2025-01-%02dT10:32:14.5+01:00", "service": "Checkout", "event_type": "t", "latency_ms": %d, "region": "eu"}\
    """
        .formatted(id, 1 + Math.floorMod(id.hashCode(), 3), latency);
  }

  /** Clean, duplicate, conflicting and bad events in two shards and three objects. */
  private void archiveSome() {
    lake.archive(A, event("a", 1), event("b", 2), "{", event("a", 1));
    lake.archive(B, event("c", 3), event("a", 9), "{\"event_id\": \"x\"}", event("a", 8));
    lake.archive(A, event("d", 4), event("c", 3), event("b", 7), event("a", 1).replace(" ", ""));
  }

  @Test
  void eventsComeOutAsRowsWithTheirPositionAndWhatWasArchived() throws Exception {
    lake.archive(A, event("E1", 123));
    lake.archive(B, "no json");

    CleaningOutcome outcome = lake.clean();

    assertThat(new String(outcome.json(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"archived":2,"silver":1,"rejected":{"malformed_json":1},"duplicates":0,"objects":2,"commits":1,"complete":true}\
            """);
    Record row = SilverLake.rows(lake.silver()).getFirst();
    assertThat(row.getField("event_id")).isEqualTo("E1");
    assertThat(row.getField("service")).isEqualTo("checkout");
    assertThat(row.getField("event_time").toString()).endsWith("T09:32:14.500Z");
    assertThat(row.getField("latency_ms")).isEqualTo(123.0);
    assertThat(row.getField("status_code")).isNull();
    assertThat(row.getField("extra")).isEqualTo(Map.of("region", "eu"));
    assertThat(row.getField("timestamp_text").toString()).endsWith("T10:32:14.5+01:00");
    assertThat(row.getField("shard_id")).isEqualTo(A);
    assertThat(row.getField("sequence_number")).isEqualTo("1");
    assertThat(row.getField("sub_sequence_number")).isEqualTo(0);
    assertThat(row.getField("arrival_time"))
        .isEqualTo(OffsetDateTime.parse("2025-01-12T10:00:01Z"));
    Record bad = SilverLake.rows(lake.rejected()).getFirst();
    assertThat(bad.getField("reason")).isEqualTo("malformed_json");
    assertThat(bad.getField("data")).isEqualTo("no json");
    assertThat(bad.getField("data_base64")).isNull();
    assertThat(bad.getField("shard_id")).isEqualTo(B);
    lake.assertThatTheLedgerCloses();
  }

  @Test
  void idsThatDifferInCaseAreTwoEvents() throws Exception {
    lake.archive(A, event("aB3xK9", 1), event("Ab3Xk9", 2), event("aB3xK9", 3));

    CleaningOutcome outcome = lake.clean();

    assertThat(outcome.silver()).isEqualTo(2);
    assertThat(SilverLake.rows(lake.rejected()))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.getField("detail").toString())
                    .startsWith("event_id held \"aB3xK9\", which service-events/" + A + "/1/0"));
    lake.assertThatTheLedgerCloses();
  }

  @Test
  void anOddEventStopsNoOther() throws Exception {
    lake.archive(
        A,
        event("good-1", 1),
        event("huge", 1).replace("\"latency_ms\": 1", "\"latency_ms\": 100e2147483647"),
        event("far", 1).replace("2025-01", "9999-01"),
        event("long-ago", 1).replace("2025-01", "1970-01"),
        event("deep", 1).replace("\"eu\"", "[".repeat(5_000)),
        event("good-2", 1));

    CleaningOutcome outcome = lake.clean();

    assertThat(new String(outcome.json(), StandardCharsets.UTF_8))
        .contains("\"silver\":3")
        .contains("\"rejected\":{\"malformed_json\":1,\"timestamp_out_of_range\":2}");
    lake.assertThatTheLedgerCloses();
  }

  @Test
  void anEventThatTheParserFailsOnCostsThatEventOnly() throws Exception {
    EventParser intact =
        new EventParser(new EventTimeRange(Duration.ofDays(1), Duration.ofDays(3650)));
    lake.parser(
        new EventParser(
            new EventTimeRange(Duration.ofDays(1), Duration.ofDays(3650)),
            (data, arrival) -> {
              if (new String(data, StandardCharsets.UTF_8).contains("poison")) {
                throw new ArithmeticException("Overflow");
              }
              return intact.parse(data, arrival);
            }));
    lake.archive(A, event("a", 1), event("poison", 1), event("b", 1));

    CleaningOutcome outcome = lake.clean();

    assertThat(outcome.silver()).isEqualTo(2);
    assertThat(outcome.rejected()).containsExactly(Map.entry(RejectionReason.PARSER_FAILED, 1L));
    Record row = SilverLake.rows(lake.rejected()).getFirst();
    assertThat(row.getField("reason")).isEqualTo("parser_failed");
    assertThat(row.getField("data")).isEqualTo(event("poison", 1));
    lake.assertThatTheLedgerCloses();
  }

  @Test
  void theCommitsNameWhatTheyConsumed() throws Exception {
    archiveSome();
    lake.clean();

    for (TableState table : List.of(lake.silver(), lake.rejected())) {
      assertThat(table.table().currentSnapshot().summary())
          .containsEntry("millrace.consumed", A + ":1-8," + B + ":1-4")
          .containsEntry("millrace.archived", "12")
          .containsEntry("millrace.silver", "4")
          .containsEntry("millrace.rejected", "5")
          .containsEntry("millrace.duplicate", "3");
      assertThat(table.property("millrace.cursor." + A)).contains("0".repeat(59) + "8");
    }
    lake.assertThatTheLedgerCloses();
  }

  @Test
  void anotherRunChangesNothing() throws Exception {
    archiveSome();
    lake.clean();
    long silver = lake.silver().table().currentSnapshot().snapshotId();
    long rejected = lake.rejected().table().currentSnapshot().snapshotId();

    CleaningOutcome outcome = lake.clean();

    assertThat(outcome.archived()).isZero();
    assertThat(outcome.commits()).isZero();
    assertThat(outcome.complete()).isTrue();
    assertThat(lake.silver().table().currentSnapshot().snapshotId()).isEqualTo(silver);
    assertThat(lake.rejected().table().currentSnapshot().snapshotId()).isEqualTo(rejected);
  }

  @Test
  void aRunThatFindsOnlyDuplicatesIsNamedToo() throws Exception {
    lake.archive(A, event("a", 1));
    lake.clean();
    lake.archive(A, event("a", 1));

    lake.clean();

    assertThat(lake.silver().table().currentSnapshot().summary())
        .containsEntry("millrace.consumed", A + ":2-2")
        .containsEntry("millrace.duplicate", "1");
    lake.assertThatTheLedgerCloses();
  }

  @Test
  void aRunCommitsAsOftenAsItsEventsNeed() throws Exception {
    archiveSome();

    CleaningOutcome outcome = lake.clean(4);

    assertThat(outcome.commits()).isEqualTo(3);
    assertThat(outcome.complete()).isTrue();
    assertThat(lake.silver().table().snapshots()).hasSize(3);
    lake.assertThatTheLedgerCloses();
  }

  /** Each of a day of its own, in no order, with one twice and one that is none. */
  private static String[] eventsOfManyDays(int days) {
    List<String> events = new ArrayList<>();
    for (int day = 0; day < days; day++) {
      Instant time = Instant.parse("2024-01-01T10:00:00Z").plus(Duration.ofDays(day));
      events.add(event("day-" + day, 1).replaceFirst("2025-01-[^\"]+", time.toString()));
    }
    events.add(events.getFirst());
    events.add("{");
    Collections.shuffle(events, new Random(5));
    return events.toArray(String[]::new);
  }

  @Test
  void eventsOfManyDaysInNoOrderMakeOneFileADay() throws Exception {
    List<String> events = new ArrayList<>();
    for (int time = 0; time < 3; time++) {
      for (String event : eventsOfManyDays(70)) {
        events.add(event.replace("day-", time + "-day-"));
      }
    }
    lake.archive(A, events.toArray(String[]::new));

    lake.clean();

    assertThat(lake.silver().table().currentSnapshot().summary())
        .containsEntry("added-data-files", "70")
        .containsEntry("added-records", "210");
    lake.assertThatTheLedgerCloses();
  }

  @Test
  void aRunWhoseTimeIsOverCommitsWhereItIsAndTheNextGoesOn() throws Exception {
    lake.archive(A, event("a", 1), "{", event("b", 2), event("a", 1), event("c", 3));
    lake.archive(B, event("d", 4));

    CleaningOutcome outcome = lake.cleanOnly(3);

    assertThat(new String(outcome.json(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"archived":3,"silver":2,"rejected":{"malformed_json":1},"duplicates":0,"objects":0,"commits":1,"complete":false}\
            """);
    assertThat(outcome.latestArrival()).contains(SilverLake.ARRIVAL.plusSeconds(3));
    for (TableState table : List.of(lake.silver(), lake.rejected())) {
      assertThat(table.property("millrace.cursor." + A)).contains("0".repeat(59) + "3");
      assertThat(table.property("millrace.object-in-progress." + A)).contains("1");
      assertThat(table.table().currentSnapshot().summary())
          .containsEntry("millrace.consumed", A + ":1-3");
    }

    CleaningOutcome rest = lake.clean();

    assertThat(rest.archived()).isEqualTo(3);
    assertThat(rest.objects()).isEqualTo(2);
    assertThat(rest.complete()).isTrue();
    for (TableState table : List.of(lake.silver(), lake.rejected())) {
      assertThat(table.property("millrace.cursor." + A)).contains("0".repeat(59) + "5");
      assertThat(table.property("millrace.object-in-progress." + A)).isEmpty();
      assertThat(table.table().currentSnapshot().summary())
          .containsEntry("millrace.consumed", A + ":4-5," + B + ":1-1");
    }
    lake.assertThatTheLedgerCloses();
  }

  @Test
  void whatIsPackedInOneRecordIsCommittedTogether() throws Exception {
    byte[] packed =
        PackedRecord.of(
            Stream.of(event("a", 1), "{", event("b", 1), event("a", 2))
                .map(event -> event.getBytes(StandardCharsets.UTF_8))
                .toList());
    byte[] single = event("c", 1).getBytes(StandardCharsets.UTF_8);
    lake.archive(A, List.of(single, packed, single));

    assertThat(lake.cleanOnly(2).archived()).isEqualTo(5);
    assertThat(lake.cleanOnly(2).archived()).isEqualTo(1);

    assertThat(lake.clean().archived()).isZero();
    lake.assertThatTheLedgerCloses();
  }

  @Test
  void aRunThatDiesAtAnyCallInTheMidstOfAnObjectIsMadeGoodByTheNext() throws Exception {
    lake.archive(A, eventsOfManyDays(5));
    lake.archive(B, event("b", 1), "{");
    for (int call : Sweep.over(Calls.counted().madeBy(() -> lake.emptySilver().clean(4)))) {
      lake = lake.emptySilver();
      Calls calls = Calls.deathBefore(call);
      calls.watchDying(() -> lake.clean(4));

      // The next run stops behind where this one was, or before it, or at the same place.
      lake.cleanOnly(1 + call % 6);
      lake.clean();
      lake.assertThatTheLedgerCloses();
    }
  }

  @Test
  void anotherRunInTheMidstOfAnObjectBeforeAnyCallTakesNothingAndAddsNothing() throws Exception {
    lake.archive(A, eventsOfManyDays(5));
    for (int call : Sweep.over(Calls.counted().madeBy(() -> lake.emptySilver().clean(3)))) {
      lake = lake.emptySilver();
      int events = 1 + call % 6;
      Calls calls = Calls.deedBefore(call, () -> lake.cleanOnly(events));
      calls.watch(() -> lake.clean(3));

      lake.clean();
      lake.assertThatTheLedgerCloses();
    }
  }

  @Test
  void objectsThatArePastTheirTimeBeforeTheyAreCleanedAreCountedAndLeftOut() throws Exception {
    lake.archive(A, event("a", 1), event("b", 1));
    lake.archive(B, event("c", 1));
    lake.expire();
    lake.archive(A, event("d", 1));
    lake.archive(A, event("e", 1));

    CleaningOutcome outcome = lake.clean(1);

    assertThat(outcome.commits()).isEqualTo(2);
    assertThat(outcome.expired()).as("each once, in whatever commits").isEqualTo(2);
    assertThat(SilverLake.rows(lake.silver()))
        .extracting(row -> row.getField("event_id"))
        .containsExactlyInAnyOrder("d", "e");
    assertThat(lake.clean().expired()).as("behind no cursor").isEqualTo(1);
  }

  @Test
  void packedRecordsAreTakenApartAndDamagedOnesRejectedWhole() throws Exception {
    byte[] packed =
        PackedRecord.of(
            Stream.of(event("a", 1), "{", event("a", 1))
                .map(event -> event.getBytes(StandardCharsets.UTF_8))
                .toList());
    byte[] damaged = packed.clone();
    damaged[10] ^= 1;
    lake.archive(A, List.of(packed, damaged));

    CleaningOutcome outcome = lake.clean();

    assertThat(outcome.archived()).isEqualTo(4);
    assertThat(SilverLake.rows(lake.rejected()))
        .extracting(row -> row.getField("sub_sequence_number"), row -> row.getField("data"))
        .containsExactlyInAnyOrder(tuple(1, "{"), tuple(0, null));
    lake.assertThatTheLedgerCloses();
  }

  @Test
  void aRunThatDiesAtAnyCallIsMadeGoodByTheNext() throws Exception {
    archiveSome();
    for (int call : Sweep.over(Calls.counted().madeBy(lake.emptySilver()::clean))) {
      lake = lake.emptySilver();
      Calls calls = Calls.deathBefore(call);
      calls.watchDying(lake::clean);

      // Every other time in smaller steps: what was rejected is ahead of what a commit consumes.
      lake.clean(call % 2 == 0 ? 5 : 100);
      lake.assertThatTheLedgerCloses();
    }
  }

  @Test
  void aLostAnswerToAnyCallIsMadeGood() throws Exception {
    archiveSome();
    for (int call : Sweep.over(Calls.countedWithReads().madeBy(lake.emptySilver()::clean))) {
      lake = lake.emptySilver();
      Calls calls = Calls.answerLost(call);
      calls.watchDying(lake::clean);

      lake.clean();
      lake.assertThatTheLedgerCloses();
    }
  }

  @Test
  void anotherWholeRunBeforeAnyCallTakesNothingAndAddsNothing() throws Exception {
    archiveSome();
    for (int call : Sweep.over(Calls.counted().madeBy(lake.emptySilver()::clean))) {
      lake = lake.emptySilver();
      Calls calls = Calls.deedBefore(call, lake::clean);
      calls.watch(lake::clean);

      lake.assertThatTheLedgerCloses();
    }
  }

  @Test
  void aCompactionBeforeAnyCallIsCommittedOver() throws Exception {
    archiveSome();
    lake.clean();
    lake.archive(A, event("new", 1), event("a", 1), "{");
    for (int call : Sweep.over(Calls.counted().madeBy(lake::clean))) {
      lake.archive(A, event("new-" + call, 1), event("a", 1), "{");
      Calls calls =
          Calls.deedBefore(
              call,
              () -> {
                Compaction.of(lake.silver().table());
                Compaction.of(lake.rejected().table());
                return null;
              });
      CleaningOutcome outcome = calls.watch(lake::clean);

      assertThat(outcome.complete()).isTrue();
      assertThat(outcome.silver()).isEqualTo(1);
    }
    lake.assertThatTheLedgerCloses();
  }

  @Test
  void runsAtTheSameTimeLoseAndDoubleNothing() throws Exception {
    Random random = new Random(3);
    for (int round = 0; round < 5; round++) {
      for (int object = 0; object < 4; object++) {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          String event = event("e" + random.nextInt(60), random.nextInt(20) == 0 ? 1 : 0);
          events.add(
              random.nextInt(10) == 0 ? event.substring(random.nextInt(event.length())) : event);
        }
        lake.archive(object % 2 == 0 ? A : B, events.toArray(String[]::new));
      }
      List<Callable<CleaningOutcome>> runs =
          List.of(() -> lake.clean(20), () -> lake.clean(50), lake::clean);
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var run : threads.invokeAll(runs)) {
          run.get();
        }
      }
      lake.clean();
      lake.assertThatTheLedgerCloses();
    }
  }

  @Test
  void aTableWithMoreColumnsThanTheCodeKnowsIsWrittenAllTheSame() throws Exception {
    lake.archive(A, event("a", 1));
    lake.clean();
    TableState before = lake.silver();
    evolve("region", Types.StringType.get());
    lake.archive(A, event("b", 2));

    lake.clean();

    assertThat(SilverLake.rows(lake.silver()))
        .extracting(row -> row.getField("event_id"), row -> row.getField("region"))
        .containsExactlyInAnyOrder(tuple("a", null), tuple("b", null));
    // A reader that holds the old schema goes on.
    assertThat(SilverLake.rows(before)).hasSize(1);
    lake.assertThatTheLedgerCloses();
  }

  private void evolve(String column, Type type) {
    Schema more = new Schema(Types.NestedField.optional(1, column, type));
    catalog.open(
        new TableDefinition(
            lake.database(), "service_events", more, PartitionSpec.unpartitioned()));
  }

  @Test
  void aTableOfAnEarlierVersionGetsTheColumnsThatItLacks() throws Exception {
    Schema earlier =
        new Schema(
            SilverTable.in(lake.database()).schema().columns().stream()
                .filter(column -> !List.of("extra", "schema_version").contains(column.name()))
                .toList());
    TableState table =
        catalog.open(
            new TableDefinition(
                lake.database(),
                "service_events",
                earlier,
                PartitionSpec.builderFor(earlier).day("event_time").build()));
    assertThat(table.schema().findField("extra")).isNull();
    lake.archive(A, event("a", 1));

    lake.clean();

    assertThat(SilverLake.rows(lake.silver()).getFirst().getField("extra"))
        .isEqualTo(Map.of("region", "eu"));
    assertThat(lake.silver().table().currentSnapshot().summary())
        .containsEntry("added-records", "1")
        .doesNotContainKey("deleted-data-files");
    lake.assertThatTheLedgerCloses();
  }
}
