package dev.millrace.training;

import static dev.millrace.training.TrainingLake.DEADLINE;
import static dev.millrace.training.TrainingLake.HOUR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvalidInput;
import dev.millrace.common.Settings;
import dev.millrace.common.stream.RedriveKey;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.tables.bronze.BronzeRecord;
import dev.millrace.testsupport.MetricLines;
import dev.millrace.training.model.TrainingModel;
import dev.millrace.training.run.PartMessages;
import dev.millrace.training.run.RunStep.BuildPart;
import dev.millrace.training.run.RunStep.CompareBucket;
import dev.millrace.training.run.TrainingAnswer;
import dev.millrace.training.run.TrainingRequest.Begin;
import dev.millrace.training.run.TrainingRequest.ModelChoice.Registered;
import dev.millrace.training.run.TrainingRequest.Source;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;

class TrainingSetsTest {
  @TempDir private static Path folder;
  private static TrainingServers servers;

  private final TrainingLake lake = new TrainingLake(servers);

  @BeforeAll
  static void start() throws Exception {
    servers = new TrainingServers(folder);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @Test
  void documentsGiveTheFeaturesOfTheModelThatIsServed() throws Exception {
    lake.object(
        "sessions",
        lake.session("a", 0),
        lake.record("sessions", 1, "key", "nonsense"),
        lake.session("b", 2));
    lake.object("sessions", lake.session("c", 3));

    String run = lake.begin(Source.DOCUMENTS);
    List<Message> parts = lake.messages();
    assertThat(parts).hasSize(2);
    assertThat(lake.build(parts)).allMatch(answer -> answer.runId().equals(run));

    TrainingAnswer answer = lake.sets.resume(run, DEADLINE);
    assertThat(answer.toString())
        .contains("\"state\":\"committed\"", "\"parts_done\":2", "\"rows\":3", "\"quarantined\":1");
    assertThat(lake.rows(run))
        .containsExactlyInAnyOrder(
            "a 2024-11-17T21:53:01.293Z documents 322.0 6.0 21.0 0.0 64000.0",
            "b 2024-11-17T21:53:01.293Z documents 322.0 6.0 21.0 0.0 64000.0",
            "c 2024-11-17T21:53:01.293Z documents 322.0 6.0 21.0 0.0 64000.0");
  }

  @Test
  void whatCannotBeUsedIsInTheQuarantineOfItsRun() throws Exception {
    BronzeRecord noText =
        new BronzeRecord(
            "sessions", "shardId-000000000000", "77", "key", HOUR, new byte[] {'{', (byte) 0xFF});
    lake.object(
        "sessions", lake.record("sessions", 1, "key", "{\"_id\":\"x\"}"), lake.session("a", 2));
    lake.object("sessions", noText);
    lake.object("predictions", lake.record("predictions", 0, "key", "{\"log_id\":\"l\"}"));

    String documents = lake.begin(Source.DOCUMENTS);
    lake.build(lake.messages());
    String log = lake.begin(Source.LOG);
    lake.build(lake.messages());

    assertThat(lake.sets.resume(documents, DEADLINE).toString())
        .contains("\"rows\":1", "\"quarantined\":2");
    assertThat(lake.quarantined(documents))
        .containsExactlyInAnyOrder(
            "sessions/shardId-000000000000/77/0 malformed_json null null e/8= 2024-11-17T21:00Z",
            "sessions/shardId-000000000000/%d/0 created_date_time_missing x {\"_id\":\"x\"} null 2024-11-17T21:00:01Z"
                .formatted(lake.sequenceNumber - 2));
    assertThat(lake.quarantined(log))
        .containsExactly(
            "predictions/shardId-000000000000/%d/0 log_row_invalid null {\"log_id\":\"l\"} null 2024-11-17T21:00Z"
                .formatted(lake.sequenceNumber));
  }

  @Test
  void onlyWhatArrivedInTheRangeAndWasNotRedrivenIsInTheSet() throws Exception {
    RedriveKey redriven =
        new RedriveKey(1, HOUR, new StreamPosition("sessions", "shardId-000000000000", "12345", 0));
    lake.object(
        "sessions",
        lake.session("first", 0),
        lake.record("sessions", 1, redriven.toString(), TrainingLake.document("again")),
        lake.session("last", 3599));
    lake.object(
        "sessions", lake.record("sessions", 3600, "key", TrainingLake.document("too late")));
    lake.object(
        "sessions", lake.record("sessions", -3600, "key", TrainingLake.document("too early")));

    String run = lake.begin(Source.DOCUMENTS);
    assertThat(lake.messages()).as("objects of other hours are not read").hasSize(1);
    lake.sets.perform(run, new BuildPart(0), DEADLINE);

    assertThat(lake.rows(run))
        .extracting(row -> row.split(" ", 2)[0])
        .containsExactlyInAnyOrder("first", "last");
  }

  @Test
  void theLogGivesTheVectorsThatWereServedAndCountsSkew() throws Exception {
    lake.object(
        "predictions",
        lake.served("a", "log-a", 21, 71_000),
        lake.served("a", "log-a", 21, 71_000),
        lake.served("b", "log-b", 20, 64_000));

    String run = lake.begin(Source.LOG);
    lake.build(lake.messages());

    assertThat(lake.sets.resume(run, DEADLINE).skewed())
        .as("the hour of b was served as 20 and is 21")
        .isEqualTo(1);
    assertThat(lake.rows(run))
        .containsExactlyInAnyOrder(
            "a 2024-11-17T21:53:01.293Z log 322.0 6.0 21.0 1.0 71000.0",
            "b 2024-11-17T21:53:01.293Z log 322.0 6.0 20.0 1.0 64000.0");
  }

  @Test
  void aRecordThatIsInTheLogOfSeveralObjectsIsOnceInTheSet() throws Exception {
    lake.object(
        "predictions",
        lake.served("a", "log-a", 21, 71_000),
        lake.served("b", "log-b", 21, 64_000));
    lake.object(
        "predictions",
        lake.served("c", "log-c", 21, 71_000),
        lake.served("a", "log-a", 21, 71_000));
    lake.object(
        "predictions",
        lake.served("b", "log-b", 21, 64_000),
        lake.served("a", "log-a", 21, 71_000));

    String run = lake.begin(Source.LOG);
    lake.build(lake.messages());

    assertThat(lake.rows(run))
        .extracting(row -> row.split(" ", 2)[0])
        .containsExactlyInAnyOrder("a", "b", "c");
    assertThat(lake.sets.resume(run, DEADLINE).rows()).isEqualTo(3);
    Snapshot snapshot = lake.table().currentSnapshot();
    assertThat(snapshot.summary())
        .containsEntry("millrace.run-repeated", "3")
        .containsEntry("added-position-deletes", "3");
  }

  @Test
  void shadowsAndBackfillsAreLeftOutAndRequestsUnlessTheyAreAskedFor() throws Exception {
    lake.object(
        "predictions",
        lake.served("a", "log-a", 21, 71_000),
        lake.served("b", "log-b", 20, 64_000, "\"role\":\"shadow\",\"origin\":\"stream\""),
        lake.served("c", "log-c", 20, 64_000, "\"role\":\"active\",\"origin\":\"request\""),
        lake.served("d", "log-d", 20, 64_000, "\"role\":\"named\",\"origin\":\"backfill\""),
        lake.served("e", "log-e", 20, 64_000, "\"role\":\"canary\",\"origin\":\"stream\""));

    String log = lake.begin(Source.LOG);
    String withRequests = lake.begin(Source.LOG_WITH_REQUESTS);
    lake.build(lake.messages());

    assertThat(lake.rows(log))
        .extracting(row -> row.split(" ", 2)[0])
        .containsExactlyInAnyOrder("a", "e");
    assertThat(lake.rows(withRequests))
        .extracting(row -> row.split(" ", 2)[0])
        .containsExactlyInAnyOrder("a", "c", "e");
  }

  @Test
  void aSetCanBeOfAnyValidatedVersion() throws Exception {
    TrainingModel next = TrainingLake.model(TrainingLake.modelJson("1.1.0"));
    lake.registered.register(next);
    lake.object("sessions", lake.session("a", 0));

    String run =
        lake.begin(
            Source.DOCUMENTS,
            new Registered(Optional.of(next.name()), Optional.of(next.version())));
    lake.build(lake.messages());

    assertThat(lake.rows(run)).hasSize(1);
    assertThatThrownBy(
            () ->
                lake.begin(
                    Source.DOCUMENTS,
                    new Registered(Optional.of(next.name()), Optional.of("7.7.7"))))
        .hasMessageContaining("model_version held \"7.7.7\"")
        .hasMessageContaining("1.1.0");
  }

  @Test
  void partsThatAreBuiltAgainChangeNothing() throws Exception {
    lake.object("sessions", lake.session("a", 0));
    lake.object("sessions", lake.session("b", 1));
    String run = lake.begin(Source.DOCUMENTS);
    List<Message> parts = lake.messages();
    lake.build(parts);
    String before = lake.sets.resume(run, DEADLINE).toString();

    lake.build(parts);

    assertThat(lake.sets.resume(run, DEADLINE)).hasToString(before);
    assertThat(lake.rows(run)).hasSize(2);
    assertThat(lake.messages()).isEmpty();
  }

  @Test
  void twoRunsOverTheSameRangeAreTwoSets() throws Exception {
    lake.object("sessions", lake.session("a", 0));
    String first = lake.begin(Source.DOCUMENTS);
    String second = lake.begin(Source.DOCUMENTS);
    lake.build(lake.messages());

    assertThat(lake.rows(first)).hasSize(1);
    assertThat(lake.rows(second)).hasSize(1);
  }

  @Test
  void aRangeWithoutRecordsGivesAnEmptySet() throws Exception {
    String run = lake.begin(Source.LOG);

    assertThat(lake.sets.resume(run, DEADLINE).isCommitted()).isTrue();
    assertThat(lake.rows(run)).isEmpty();
  }

  @Test
  void theRowsOfARunThatIsPastItsRetentionGoWhenAnotherBegins() throws Exception {
    lake.object("sessions", lake.session("a", 0));
    String old = lake.begin(Source.DOCUMENTS);
    lake.build(lake.messages());
    assertThat(old).startsWith("20250630T120000Z-");

    lake.now = Instant.parse("2025-07-30T23:59:59Z");
    String newer = lake.begin(Source.DOCUMENTS);
    lake.build(lake.messages());
    assertThat(lake.rows(old)).as("30 days later").hasSize(1);

    lake.now = Instant.parse("2025-07-31T00:00:00Z");
    lake.begin(Source.DOCUMENTS);
    assertThat(lake.rows(old)).isEmpty();
    assertThat(lake.rows(newer)).hasSize(1);
  }

  @Test
  void anUnknownRunOrStepIsNamed() throws Exception {
    assertThatThrownBy(() -> lake.sets.resume("x", DEADLINE))
        .hasMessage("run_id held \"x\"; expected the id of a run");
    lake.object("predictions", lake.served("a", "log-a", 21, 71_000));
    String run = lake.begin(Source.LOG);
    assertThatThrownBy(() -> lake.sets.perform(run, new BuildPart(7), DEADLINE))
        .hasMessage("part held 7; expected one of the run's 1 parts");
    assertThatThrownBy(() -> lake.sets.perform(run, new CompareBucket(1), DEADLINE))
        .hasMessage("bucket held 1; expected one of the run's 1 buckets");
    assertThatThrownBy(() -> lake.sets.perform(run, new CompareBucket(0), DEADLINE))
        .hasMessageContaining("expected none before all of its parts are built");
  }

  @Test
  void aRangeThatIsTooLargeForOneSetIsRefused() throws Exception {
    for (int i = 0; i < 6; i++) {
      lake.object("sessions", lake.session("a", i));
    }
    assertThatThrownBy(() -> lake.begin(Source.DOCUMENTS))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(
            "to held \"2024-11-17T22:00:00.000Z\", expected an earlier time: from 2024-11-17T21:00:00.000Z on, 6 objects of bronze arrived until then, and a training set takes at most 5; build several");
    lake.object("predictions", lake.served(21));
    assertThatThrownBy(() -> lake.begin(Source.LOG))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("21 records arrived until then, and a training set takes at most 20");
  }

  @Test
  void theSkewOfASetIsToldByWhoeverCommitsItAndByNobodyElse() throws Exception {
    lake.object("predictions", lake.served("b", "log-b", 20, 64_000));
    String run = lake.begin(Source.LOG);
    PartMessages.Message part = lake.steps().getFirst();
    assertThat(told(lake.sets.resume(run, DEADLINE))).as("building").isEmpty();
    lake.messages();

    assertThat(told(lake.perform(part))).as("built, not compared").isEmpty();
    PartMessages.Message bucket = lake.steps().getFirst();
    assertThat(told(lake.perform(bucket))).containsExactly("TrainingRows 1, skew 1");

    assertThat(told(lake.perform(bucket))).as("delivered again").isEmpty();
    assertThat(told(lake.sets.resume(run, DEADLINE))).as("asked for").isEmpty();
    Instant later = HOUR.plusSeconds(86_400);
    assertThat(
            told(
                lake.begin(
                    new Begin(
                        later,
                        later.plusSeconds(1),
                        Source.LOG,
                        new Registered(Optional.empty(), Optional.empty())))))
        .as("of nothing, which has no part that could tell")
        .containsExactly("TrainingRows 0, skew 0");
  }

  private static List<String> told(TrainingAnswer answer) throws Exception {
    FunctionMetrics metrics =
        new FunctionMetrics(new Settings(Map.of("POWERTOOLS_SERVICE_NAME", "training")));
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
}
