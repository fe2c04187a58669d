package dev.millrace.lake.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.Settings;
import dev.millrace.common.stream.RedriveKey;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.features.FeatureSchema;
import dev.millrace.features.FieldPaths;
import dev.millrace.features.SessionParser;
import dev.millrace.lake.bronze.BronzeObject;
import dev.millrace.lake.bronze.BronzeObjects;
import dev.millrace.lake.bronze.BronzeRecord;
import dev.millrace.lake.bronze.ManifestTable;
import dev.millrace.lake.fixture.Calls;
import dev.millrace.lake.fixture.DynamoDbServer;
import dev.millrace.lake.fixture.LakeServers;
import dev.millrace.lake.fixture.MetricLines;
import dev.millrace.lake.fixture.SqsServer;
import dev.millrace.lake.table.LakeCatalog;
import dev.millrace.lake.training.TrainingRequest.Begin;
import dev.millrace.lake.training.TrainingRequest.Resume;
import dev.millrace.lake.training.TrainingRequest.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;

class TrainingSetsTest {
  private static final Instant HOUR = Instant.parse("2024-11-17T21:00:00Z");
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(10));
  private static final FeatureSchema SCHEMA =
      FeatureSchema.of(
          List.of("day_of_year", "day_of_week", "hour_of_day", "zip_known", "median_income"),
          Map.of("median_income", 64_000.0));

  @TempDir private static Path folder;
  private static LakeServers servers;
  private static SqsServer sqs;
  private static LakeCatalog catalog;
  private static int databases;

  private final String database = "gold" + ++databases;
  private final String queue = sqs.newQueue();
  private final ManifestTable manifest =
      new ManifestTable(
          DynamoDbServer.client(),
          DynamoDbServer.newTable("shard", "first_sequence_number"),
          InstantSource.system());
  private final BronzeObjects bronze = new BronzeObjects(servers.s3().client(), LakeServers.BUCKET);
  private final String runsTable = DynamoDbServer.newTable("run_id", "item");
  private final TrainingRuns runs = new TrainingRuns(DynamoDbServer.client(), runsTable);
  private Instant now = Instant.parse("2025-06-30T12:00:00Z");
  private final TrainingSets sets =
      new TrainingSets(
          manifest,
          runs,
          new PartQueue(sqs.client(), queue),
          catalog,
          SessionFeatures.in(database, SCHEMA.names()),
          QuarantinedSessions.in(database),
          new PartBuilder(
              bronze, new SessionParser(FieldPaths.DEFAULT, Duration.ofDays(1)), SCHEMA),
          OptionalInt.of(30),
          () -> now);

  private int sequenceNumber = databases * 1000;

  @BeforeAll
  static void start() throws Exception {
    servers = new LakeServers(folder);
    sqs = new SqsServer();
    catalog = servers.catalog();
  }

  @AfterAll
  static void stop() {
    catalog.close();
    sqs.close();
    servers.close();
  }

  @Test
  void documentsGiveTheFeaturesThatTheyAloneDetermine() throws Exception {
    object("sessions", session("a", 0), record("sessions", 1, "key", "nonsense"), session("b", 2));
    object("sessions", session("c", 3));

    String run = begin(Source.DOCUMENTS);
    List<Message> parts = sqs.take(queue);
    assertThat(parts).hasSize(2);
    assertThat(build(parts)).allMatch(answer -> answer.runId().equals(run));

    TrainingAnswer answer = sets.answer(new Resume(run), DEADLINE);
    assertThat(answer.toString())
        .contains("\"state\":\"committed\"", "\"parts_done\":2", "\"rows\":3", "\"quarantined\":1");
    assertThat(rows(run))
        .containsExactlyInAnyOrder(
            "a 2024-11-17T21:53:01.293Z documents 01099 322.0 6.0 21.0 null null",
            "b 2024-11-17T21:53:01.293Z documents 01099 322.0 6.0 21.0 null null",
            "c 2024-11-17T21:53:01.293Z documents 01099 322.0 6.0 21.0 null null");
  }

  @Test
  void whatCannotBeUsedIsInTheQuarantineOfItsRun() throws Exception {
    BronzeRecord noText =
        new BronzeRecord(
            "sessions", "shardId-000000000000", "77", "key", HOUR, new byte[] {'{', (byte) 0xFF});
    object("sessions", record("sessions", 1, "key", "{\"_id\":\"x\"}"), session("a", 2));
    object("sessions", noText);
    object("predictions", record("predictions", 0, "key", "{\"log_id\":\"l\"}"));

    String documents = begin(Source.DOCUMENTS);
    build(sqs.take(queue));
    String log = begin(Source.LOG);
    build(sqs.take(queue));

    assertThat(sets.answer(new Resume(documents), DEADLINE).toString())
        .contains("\"rows\":1", "\"quarantined\":2");
    assertThat(quarantined(documents))
        .containsExactlyInAnyOrder(
            "sessions/shardId-000000000000/77/0 malformed_json null null e/8= 2024-11-17T21:00Z",
            "sessions/shardId-000000000000/%d/0 created_date_time_missing x {\"_id\":\"x\"} null 2024-11-17T21:00:01Z"
                .formatted(sequenceNumber - 2));
    assertThat(quarantined(log))
        .containsExactly(
            "predictions/shardId-000000000000/%d/0 log_row_invalid null {\"log_id\":\"l\"} null 2024-11-17T21:00Z"
                .formatted(sequenceNumber));
  }

  private List<String> quarantined(String run) throws IOException {
    List<String> rows = new ArrayList<>();
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(catalog.load(database, "quarantined_sessions").table())
            .where(Expressions.equal("run_id", run))
            .build()) {
      for (Record row : records) {
        assertThat((String) row.getField("detail")).contains("expected").isNotBlank();
        rows.add(
            "%s %s %s %s %s %s"
                .formatted(
                    row.getField("record_id"),
                    row.getField("reason"),
                    row.getField("id"),
                    row.getField("data"),
                    row.getField("data_base64"),
                    row.getField("arrival_time")));
      }
    }
    return rows;
  }

  @Test
  void onlyWhatArrivedInTheRangeAndWasNotRedrivenIsInTheSet() throws Exception {
    RedriveKey redriven =
        new RedriveKey(1, HOUR, new StreamPosition("sessions", "shardId-000000000000", "12345", 0));
    object(
        "sessions",
        session("first", 0),
        record("sessions", 1, redriven.toString(), document("again")),
        session("last", 3599));
    object("sessions", record("sessions", 3600, "key", document("too late")));
    object("sessions", record("sessions", -3600, "key", document("too early")));

    String run = begin(Source.DOCUMENTS);
    assertThat(sqs.take(queue)).as("objects of other hours are not read").hasSize(1);
    sets.build(run, 0, DEADLINE);

    assertThat(rows(run))
        .extracting(row -> row.split(" ", 2)[0])
        .containsExactlyInAnyOrder("first", "last");
  }

  @Test
  void theLogGivesTheVectorsThatWereServedAndCountsSkew() throws Exception {
    object(
        "predictions",
        served("a", "log-a", 21, 71_000),
        served("a", "log-a", 21, 71_000),
        served("b", "log-b", 20, 64_000));

    String run = begin(Source.LOG);
    build(sqs.take(queue));

    assertThat(sets.answer(new Resume(run), DEADLINE).skewed())
        .as("the hour of b was served as 20 and is 21")
        .isEqualTo(1);
    assertThat(rows(run))
        .containsExactlyInAnyOrder(
            "a 2024-11-17T21:53:01.293Z log null 322.0 6.0 21.0 1.0 71000.0",
            "b 2024-11-17T21:53:01.293Z log null 322.0 6.0 20.0 1.0 64000.0");
  }

  @Test
  void aRecordThatIsInTheLogOfSeveralObjectsIsOnceInTheSet() throws Exception {
    object("predictions", served("a", "log-a", 21, 71_000), served("b", "log-b", 21, 64_000));
    object("predictions", served("c", "log-c", 21, 71_000), served("a", "log-a", 21, 71_000));
    object("predictions", served("b", "log-b", 21, 64_000), served("a", "log-a", 21, 71_000));

    String run = begin(Source.LOG);
    build(sqs.take(queue));

    assertThat(rows(run))
        .extracting(row -> row.split(" ", 2)[0])
        .containsExactlyInAnyOrder("a", "b", "c");
    assertThat(sets.answer(new Resume(run), DEADLINE).rows()).isEqualTo(3);
    Snapshot snapshot = catalog.load(database, "session_features").table().currentSnapshot();
    assertThat(snapshot.summary())
        .containsEntry("millrace.run-repeated", "3")
        .containsEntry("added-position-deletes", "3");
  }

  @Test
  void partsThatAreBuiltAgainChangeNothing() throws Exception {
    object("sessions", session("a", 0));
    object("sessions", session("b", 1));
    String run = begin(Source.DOCUMENTS);
    List<Message> parts = sqs.take(queue);
    build(parts);
    String before = sets.answer(new Resume(run), DEADLINE).toString();

    build(parts);

    assertThat(sets.answer(new Resume(run), DEADLINE)).hasToString(before);
    assertThat(rows(run)).hasSize(2);
    assertThat(sqs.take(queue)).isEmpty();
  }

  @Test
  void twoRunsOverTheSameRangeAreTwoSets() throws Exception {
    object("sessions", session("a", 0));
    String first = begin(Source.DOCUMENTS);
    String second = begin(Source.DOCUMENTS);
    build(sqs.take(queue));

    assertThat(rows(first)).hasSize(1);
    assertThat(rows(second)).hasSize(1);
  }

  @Test
  void aRangeWithoutRecordsGivesAnEmptySet() throws Exception {
    String run = begin(Source.LOG);

    assertThat(sets.answer(new Resume(run), DEADLINE).isCommitted()).isTrue();
    assertThat(rows(run)).isEmpty();
  }

  @Test
  void aBuildThatIsKilledAnywhereIsFinishedByTheNext() throws Exception {
    object("sessions", session("a", 0));
    callsOfABuild(); // The first creates the table.
    int calls = callsOfABuild();
    // Death after a call is death before the next.
    for (int call = 1; call <= calls + 1; call++) {
      String run = begin(Source.DOCUMENTS);
      sqs.take(queue);

      Calls death = call > calls ? Calls.deathAfter(calls) : Calls.deathBefore(call);
      death.watchDying(() -> sets.build(run, 0, DEADLINE));
      assertThat(death.reached()).isTrue();
      sets.build(run, 0, DEADLINE);

      assertThat(sets.answer(new Resume(run), DEADLINE).isCommitted()).isTrue();
      assertThat(rows(run)).as("killed at call %d", call).hasSize(1);
    }
  }

  private int callsOfABuild() throws Exception {
    String run = begin(Source.DOCUMENTS);
    sqs.take(queue);
    Calls calls = Calls.counted();
    calls.watch(() -> sets.build(run, 0, DEADLINE));
    return calls.made().size();
  }

  @Test
  void aBeginningThatIsKilledLeavesNothingOrARunThatCanGoOn() throws Exception {
    object("sessions", session("a", 0));
    // The first of a day sees to the table's retention, too.
    begin(Source.DOCUMENTS);
    build(sqs.take(queue));
    Calls counted = Calls.counted();
    counted.watch(() -> begin(Source.DOCUMENTS));
    build(sqs.take(queue));
    assertThat(counted.made()).last().isEqualTo("SendMessageBatchRequest");

    Calls death = Calls.deathBefore(counted.made().size());
    death.watchDying(() -> begin(Source.DOCUMENTS));
    assertThat(sqs.take(queue)).isEmpty();
    String run =
        DynamoDbServer.client().scan(scan -> scan.tableName(runsTable)).items().stream()
            .filter(item -> item.containsKey("parts") && !item.containsKey("snapshot_id"))
            .map(item -> item.get("run_id").s())
            .findAny()
            .orElseThrow();

    sets.answer(new Resume(run), DEADLINE);
    build(sqs.take(queue));

    assertThat(sets.answer(new Resume(run), DEADLINE).isCommitted()).isTrue();
  }

  @Test
  void theRowsOfARunThatIsPastItsRetentionGoWhenAnotherBegins() throws Exception {
    object("sessions", session("a", 0));
    String old = begin(Source.DOCUMENTS);
    build(sqs.take(queue));
    assertThat(old).startsWith("20250630T120000Z-");

    now = Instant.parse("2025-07-30T23:59:59Z");
    String newer = begin(Source.DOCUMENTS);
    build(sqs.take(queue));
    assertThat(rows(old)).as("30 days later").hasSize(1);

    now = Instant.parse("2025-07-31T00:00:00Z");
    begin(Source.DOCUMENTS);
    assertThat(rows(old)).isEmpty();
    assertThat(rows(newer)).hasSize(1);
  }

  @Test
  void anUnknownRunOrPartIsNamed() {
    assertThatThrownBy(() -> sets.answer(new Resume("x"), DEADLINE))
        .hasMessage("run_id held \"x\"; expected the id of a run");
    String run = begin(Source.LOG);
    assertThatThrownBy(() -> sets.build(run, 7, DEADLINE))
        .hasMessage("part held 7; expected one of the run's 0 parts");
  }

  @Test
  void theSkewOfASetIsToldByWhoeverCommitsItAndByNobodyElse() throws Exception {
    object("predictions", served("b", "log-b", 20, 64_000));
    String run = begin(Source.LOG);
    Message part = sqs.take(queue).getFirst();
    assertThat(told(sets.answer(new Resume(run), DEADLINE))).as("building").isEmpty();

    assertThat(told(build(List.of(part)).getFirst())).containsExactly("TrainingRows 1, skew 1");

    assertThat(told(build(List.of(part)).getFirst())).as("delivered again").isEmpty();
    assertThat(told(sets.answer(new Resume(run), DEADLINE))).as("asked for").isEmpty();
    Instant later = HOUR.plusSeconds(86_400);
    assertThat(told(sets.answer(new Begin(later, later.plusSeconds(1), Source.LOG), DEADLINE)))
        .as("of nothing, which has no part that could tell")
        .containsExactly("TrainingRows 0, skew 0");
  }

  private static List<String> told(TrainingAnswer answer) throws Exception {
    FunctionMetrics metrics =
        new FunctionMetrics(new Settings(Map.of("POWERTOOLS_SERVICE_NAME", "lake")));
    return MetricLines.of(
            () -> {
              new TrainingMetrics(metrics).record(answer);
              return null;
            })
        .stream()
        .map(
            line ->
                "TrainingRows %d, skew %d"
                    .formatted(
                        line.path("TrainingRows").asInt(), line.path("FeatureSkew").asInt(-1)))
        .toList();
  }

  private String begin(Source source) {
    return sets.answer(new Begin(HOUR, HOUR.plusSeconds(3600), source), DEADLINE).runId();
  }

  private List<TrainingAnswer> build(List<Message> messages) throws Exception {
    List<TrainingAnswer> answers = new ArrayList<>();
    for (Message message : messages) {
      PartMessages.Message part = read(message);
      answers.add(sets.build(part.runId(), part.part(), DEADLINE));
    }
    return answers;
  }

  private static PartMessages.Message read(Message message) throws IOException {
    String event =
        "{\"Records\":[{\"messageId\":\"m\",\"attributes\":{},\"body\":\"%s\"}]}"
            .formatted(message.body().replace("\"", "\\\""));
    return PartMessages.read(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)))
        .getFirst();
  }

  private List<String> rows(String run) throws IOException {
    List<String> rows = new ArrayList<>();
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(catalog.load(database, "session_features").table())
            .where(Expressions.equal("run_id", run))
            .build()) {
      for (Record row : records) {
        rows.add(
            "%s %s %s %s %s %s %s %s %s"
                .formatted(
                    row.getField("id"),
                    row.getField("event_time"),
                    row.getField("source"),
                    row.getField("zip_code"),
                    row.getField("day_of_year"),
                    row.getField("day_of_week"),
                    row.getField("hour_of_day"),
                    row.getField("zip_known"),
                    row.getField("median_income")));
      }
    }
    return rows;
  }

  private void object(String stream, BronzeRecord... records) throws InterruptedException {
    BronzeObject object = new BronzeObject(records[0]);
    for (int i = 1; i < records.length; i++) {
      object.add(records[i]);
    }
    manifest.putShard(stream, records[0].shardId(), DEADLINE);
    manifest.put(bronze.create(object, DEADLINE), DEADLINE);
  }

  private BronzeRecord session(String id, int second) {
    return record("sessions", second, "key", document(id));
  }

  private BronzeRecord served(String id, String logId, int hour, double income) {
    return record(
        "predictions",
        0,
        id,
        """
        {"log_id":"%s","record_id":"sessions/shard/%s/0","id":"%s","event_time":"2024-11-17T21:53:01.293Z",
         "status":"predicted","features":{"day_of_year":322,"day_of_week":6,"hour_of_day":%d,"zip_known":1,
         "median_income":%s,"of_another_model":3},"latencies_ms":{"model":3}}"""
            .formatted(logId, logId, id, hour, income));
  }

  private BronzeRecord record(String stream, int second, String partitionKey, String data) {
    return new BronzeRecord(
        stream,
        "shardId-000000000000",
        Integer.toString(++sequenceNumber),
        partitionKey,
        HOUR.plusSeconds(second),
        data.getBytes(StandardCharsets.UTF_8));
  }

  private static String document(String id) {
    return "{\"_id\":\"%s\",\"_source\":{\"createdDateTime\":1731880381293,\"zipCode\":\"01099\"}}"
        .formatted(id);
  }
}
