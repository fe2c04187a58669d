package dev.millrace.scoring.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.common.Deadline;
import dev.millrace.common.Settings;
import dev.millrace.common.stream.RedriveKey;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.routing.Canary;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.runs.NewRun;
import dev.millrace.runs.Run;
import dev.millrace.runs.RunId;
import dev.millrace.runs.RunMachine;
import dev.millrace.runs.RunStatus;
import dev.millrace.runs.RunSteps;
import dev.millrace.runs.RunTable;
import dev.millrace.runs.Runs;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import dev.millrace.scoring.fixture.PredictionStates;
import dev.millrace.scoring.fixture.ScoringServers;
import dev.millrace.scoring.lookup.Lookups;
import dev.millrace.tables.bronze.BronzeObject;
import dev.millrace.tables.bronze.BronzeObjects;
import dev.millrace.tables.bronze.BronzeRecord;
import dev.millrace.tables.bronze.ManifestTable;
import dev.millrace.testsupport.Calls;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.S3Server;
import dev.millrace.testsupport.runs.RunTables;
import dev.millrace.testsupport.runs.StepFunctionsServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class BackfillTest {
  private static final Instant FROM = Instant.parse("2024-11-17T12:00:00Z");
  private static final Instant TO = Instant.parse("2024-11-17T14:00:00Z");
  private static final Instant NOON = Instant.parse("2024-11-17T12:30:00Z");
  private static final String HOUR = "{\"name\": \"hour_of_day\"}";
  private static final InstantSource CLOCK = InstantSource.fixed(ScoringServers.ARRIVAL);
  private static final StepFunctionsServer STEP_FUNCTIONS = StepFunctionsServer.start();
  private static final String RUNS = RunTables.newTable();

  private static S3Server buckets;
  private ScoringServers servers;
  private ManifestTable manifest;
  private BronzeObjects bronze;
  private Runs runs;
  private RunTable runTable;

  @BeforeAll
  static void startBuckets(@TempDir Path folder) throws Exception {
    buckets = new S3Server(folder);
  }

  @AfterAll
  static void stopBuckets() {
    buckets.close();
  }

  @BeforeEach
  void start() throws Exception {
    servers = new ScoringServers(buckets);
    manifest =
        new ManifestTable(
            DynamoDbServer.client(),
            DynamoDbServer.newTable("shard", "first_sequence_number"),
            CLOCK);
    bronze = new BronzeObjects(buckets.client(), servers.quarantine);
    runTable =
        RunTable.of(
            new Settings(Map.of("RUNS_TABLE", RUNS)),
            DynamoDbServer.client(),
            InstantSource.system());
    runs =
        new Runs(
            Backfill.KIND,
            runTable,
            new RunMachine(
                STEP_FUNCTIONS.client(new ExecutionInterceptor() {}), StepFunctionsServer.MACHINE),
            InstantSource.system());
    servers.routes.register("demo", "1.0.0", HOUR).register("demo", "2.0.0", HOUR);
    servers.routes.inEffect(
        "demo",
        1,
        new RoutedVersions("1.0.0", Optional.of(new Canary("2.0.0", 0)), List.of()),
        "sessions");
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  private Backfill backfill(int batchRecords) {
    return backfill(batchRecords, Duration.ZERO);
  }

  private Backfill backfill(int batchRecords, Duration timePerRecord) {
    Lookups lookups = ScoringServers.lookups(ScoringServers.LOOKUPS);
    return new Backfill(
        new RunSteps(Backfill.KIND, runTable),
        servers.routes.models(servers.model.endpoints(), lookups),
        manifest,
        bronze,
        servers.backfillBatch(lookups),
        "sessions",
        batchRecords,
        timePerRecord);
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(20));
  }

  private RunId start(String version) {
    BackfillRequest request = new BackfillRequest(version, FROM, TO);
    return runs.start(new NewRun("anna", "demo", request.json()), soon()).id();
  }

  private Run found(RunId id) {
    return runs.find(id, soon()).orElseThrow();
  }

  private BronzeRecord record(String shard, int sequence, Instant arrival, String data) {
    return new BronzeRecord(
        "sessions",
        shard,
        Integer.toString(sequence),
        "key",
        arrival,
        data.getBytes(StandardCharsets.UTF_8));
  }

  private BronzeRecord session(String shard, int sequence) {
    return record(shard, sequence, NOON.plusSeconds(sequence), servers.document(sequence, ""));
  }

  /** An object of bronze that holds these. */
  private void archive(BronzeRecord... records) throws Exception {
    BronzeObject object = new BronzeObject(records[0]);
    for (int i = 1; i < records.length; i++) {
      object.add(records[i]);
    }
    manifest.putShard("sessions", records[0].shardId(), soon());
    manifest.put(bronze.create(object, soon()), soon());
  }

  private void archiveTwoShards() throws Exception {
    archive(session("shard-1", 1), session("shard-1", 2), session("shard-1", 3));
    archive(session("shard-1", 4));
    archive(session("shard-2", 5), session("shard-2", 6));
  }

  private static BackfillCounts counts(long read, long predicted) {
    return new BackfillCounts(read, predicted, 0, 0, 0, 0);
  }

  @Test
  void whatArrivedInTheTimeIsScoredByTheNamedVersion() throws Exception {
    archiveTwoShards();
    archive(
        record("shard-3", 7, FROM.minusMillis(1), servers.document(7, "")),
        record("shard-3", 8, FROM, servers.document(8, "")));
    archive(
        record("shard-4", 9, TO.minusMillis(1), servers.document(9, "")),
        record("shard-4", 10, TO, servers.document(10, "")));
    RunId id = start("2.0.0");

    Backfill.Step step = backfill(1000).run(id, BackfillProgress.NONE, soon());

    assertThat(step.ended()).isTrue();
    assertThat(step.progress().counts()).isEqualTo(counts(8, 8));
    assertThat(found(id).status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(found(id).counts().values())
        .containsEntry("read", 8L)
        .containsEntry("predicted", 8L);
    for (int hour : new int[] {1, 2, 3, 4, 5, 6, 8, 9}) {
      assertThat(servers.stored(hour, "demo").orElseThrow().modelVersion()).isEqualTo("2.0.0");
    }
    assertThat(servers.stored(7, "demo")).isEmpty();
    assertThat(servers.stored(10, "demo")).isEmpty();
    List<JsonNode> rows = servers.logged();
    assertThat(rows).hasSize(8);
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.path("origin").asText()).isEqualTo("backfill");
              assertThat(row.path("role").asText()).isEqualTo("named");
              assertThat(row.has("routing_revision")).isFalse();
            });
    assertThat(rows.getFirst().path("log_id").asText())
        .isEqualTo("sessions/shard-1/1/0/demo/2.0.0/named");
  }

  @Test
  void aNewerVersionReplacesWhatTheStreamStoredAndAnOlderOneNever() throws Exception {
    archive(session("shard-1", 1));
    RunId newer = start("2.0.0");
    RunId older = start("1.0.0");

    backfill(1000).run(newer, BackfillProgress.NONE, soon());
    Backfill.Step step = backfill(1000).run(older, BackfillProgress.NONE, soon());

    assertThat(step.progress().counts()).isEqualTo(new BackfillCounts(1, 0, 1, 0, 0, 0));
    assertThat(servers.stored(1, "demo").orElseThrow().modelVersion()).isEqualTo("2.0.0");
    assertThat(servers.logged())
        .extracting(row -> row.path("model_version").asText() + " " + row.path("status").asText())
        .containsExactly("2.0.0 predicted", "1.0.0 duplicate");
  }

  @Test
  void eachRecordIsCountedByWhatBecameOfIt() throws Exception {
    archive(
        session("shard-1", 1),
        record("shard-1", 2, NOON, servers.document(1, "")),
        record("shard-1", 3, NOON, "no JSON"),
        record("shard-1", 4, NOON, servers.document(4, "")),
        record("shard-1", 5, NOON.plusSeconds(9), servers.document(6, ", \"a\": 1")),
        record("shard-1", 6, NOON.plusSeconds(8), servers.document(6, ", \"a\": 2")));
    DynamoDbServer.client()
        .putItem(
            put ->
                put.tableName(ScoringServers.PREDICTIONS)
                    .item(
                        Map.of(
                            "id", AttributeValue.fromS(servers.prefix + 4),
                            "model", AttributeValue.fromS("demo"))));

    Backfill.Step step = backfill(1000).run(start("2.0.0"), BackfillProgress.NONE, soon());

    assertThat(step.progress().counts()).isEqualTo(new BackfillCounts(6, 2, 1, 1, 1, 1));
  }

  @Test
  void aRedrivenRecordIsLeftOutForTheFirstOneIsThereToo() throws Exception {
    archive(
        session("shard-1", 1),
        new BronzeRecord(
            "sessions",
            "shard-1",
            "2",
            new RedriveKey(1, NOON, new StreamPosition("sessions", "shard-1", "1", 0)).toString(),
            NOON,
            servers.document(1, "").getBytes(StandardCharsets.UTF_8)));

    Backfill.Step step = backfill(1000).run(start("2.0.0"), BackfillProgress.NONE, soon());

    assertThat(step.progress().counts()).isEqualTo(counts(1, 1));
  }

  @Test
  void aTimeInWhichNothingArrivedIsDoneAtOnce() throws Exception {
    RunId id = start("2.0.0");

    assertThat(backfill(1000).run(id, BackfillProgress.NONE, soon()).ended()).isTrue();
    assertThat(found(id).status()).isEqualTo(RunStatus.SUCCEEDED);
  }

  @Test
  void aStepGoesOnWhereTheOneBeforeItLeftOff() throws Exception {
    archiveTwoShards();
    RunId id = start("2.0.0");
    BackfillProgress before =
        new BackfillProgress("shard-1", "3", new BackfillCounts(3, 3, 0, 0, 0, 0));

    Backfill.Step step = backfill(1000).run(id, before, soon());

    assertThat(step.progress().counts()).isEqualTo(counts(6, 6));
    assertThat(servers.logged())
        .extracting(row -> row.path("sequence_number").asText())
        .containsExactly("4", "5", "6");
  }

  @Test
  void aStepWhoseTimeIsUpHandsOnHowFarItCame() throws Exception {
    archiveTwoShards();
    RunId id = start("2.0.0");
    List<BackfillProgress> handedOn = new ArrayList<>();
    Backfill.Step step = new Backfill.Step(false, BackfillProgress.NONE);

    while (!step.ended()) {
      step = backfill(2, Duration.ofHours(1)).run(id, step.progress(), soon());
      handedOn.add(step.progress());
    }

    assertThat(handedOn)
        .extracting(progress -> progress.counts().read())
        .containsExactly(2L, 4L, 6L, 6L);
    assertThat(found(id).counts().values()).containsEntry("predicted", 6L);
    assertThat(servers.logged()).hasSize(6);
  }

  @Test
  void aRunThatIsCancelledMeanwhileScoresNoMore() throws Exception {
    archiveTwoShards();
    RunId id = start("2.0.0");
    servers.model.beforeAnswer("2.0.0", () -> runs.cancel(id, soon()));

    Backfill.Step step = backfill(2).run(id, BackfillProgress.NONE, soon());

    assertThat(step.ended()).isTrue();
    assertThat(found(id).status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(servers.model.calls("2.0.0")).hasSize(1);
  }

  @Test
  void aRunWhoseVersionIsRoutedAwayFails() throws Exception {
    archiveTwoShards();
    RunId id = start("2.0.0");
    servers.model.beforeAnswer(
        "2.0.0",
        () ->
            servers
                .routes
                .inEffect("demo", 2, RoutedVersions.active("1.0.0"), "sessions")
                .passASecond());

    Backfill.Step step = backfill(2).run(id, BackfillProgress.NONE, soon());

    assertThat(step.ended()).isTrue();
    assertThat(found(id).status()).isEqualTo(RunStatus.FAILED);
    assertThat(found(id).error().orElseThrow().category()).isEqualTo(FailureCategory.MODEL);
    assertThat(found(id).error().orElseThrow().message()).contains("2.0.0");
    assertThat(found(id).counts().values()).containsEntry("read", 2L);
  }

  @Test
  void aStepThatGotNoAnswerAtAllFailsAndOneThatDidGoesOn() throws Exception {
    archiveTwoShards();
    RunId id = start("2.0.0");
    servers.model.breakAfter(1);

    Backfill.Step step = backfill(2).run(id, BackfillProgress.NONE, soon());

    assertThat(step.ended()).isFalse();
    assertThat(step.progress().counts()).isEqualTo(counts(2, 2));
    assertThatExceptionOfType(BackfillUnanswered.class)
        .isThrownBy(() -> backfill(2).run(id, step.progress(), soon()));
    servers.model.heal();
    assertThat(backfill(1000).run(id, step.progress(), soon()).progress().counts())
        .isEqualTo(counts(6, 6));
    assertThat(found(id).status()).isEqualTo(RunStatus.SUCCEEDED);
  }

  @Test
  void rowsThatTheLogDoesNotTakeAreScoredAgain() throws Exception {
    archive(session("shard-1", 1));
    RunId id = start("2.0.0");
    servers.stream.refuse(put -> true);

    assertThatExceptionOfType(BackfillUnanswered.class)
        .isThrownBy(() -> backfill(10).run(id, BackfillProgress.NONE, soon()));

    servers.stream.refuse(put -> false);
    assertThat(backfill(10).run(id, BackfillProgress.NONE, soon()).progress().counts())
        .isEqualTo(counts(1, 1));
  }

  @Test
  void aStepThatDiesAtAnyCallIsDoneAgainToTheSameEffect() throws Exception {
    archiveTwoShards();
    int calls =
        Calls.counted()
            .madeBy(() -> backfill(3).run(start("2.0.0"), BackfillProgress.NONE, soon()))
            .size();
    assertThat(calls).isGreaterThan(10);

    for (int call = 1; call <= calls; call++) {
      for (Calls death : List.of(Calls.deathBefore(call), Calls.deathAfter(call))) {
        RunId id = start("2.0.0");
        death.watchDying(() -> backfill(3).run(id, BackfillProgress.NONE, soon()));

        backfill(3).run(id, BackfillProgress.NONE, soon());

        assertThat(found(id).status()).as("call %d", call).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(found(id).counts().values())
            .as("call %d", call)
            .containsEntry("read", 6L)
            .containsEntry("predicted", 6L);
      }
    }
    for (int hour = 1; hour <= 6; hour++) {
      assertThat(servers.table.find(servers.prefix + hour, "demo", PredictionStates.DEADLINE))
          .isPresent();
    }
  }

  @Test
  void whatTheMachineCaughtEndsTheRun() {
    RunId id = start("2.0.0");

    backfill(1)
        .fail(
            id,
            new BackfillProgress("s", "1", counts(4, 4)),
            new RunError(FailureCategory.INTERNAL, "A step failed"),
            soon());

    assertThat(found(id).status()).isEqualTo(RunStatus.FAILED);
    assertThat(found(id).counts().values()).containsEntry("read", 4L);
  }
}
