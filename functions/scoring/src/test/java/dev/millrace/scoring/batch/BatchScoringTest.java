package dev.millrace.scoring.batch;

import static dev.millrace.scoring.fixture.PredictionStates.DEADLINE;
import static dev.millrace.scoring.fixture.ScoringServers.ARRIVAL;
import static dev.millrace.scoring.fixture.ScoringServers.LOOKUPS;
import static dev.millrace.scoring.fixture.ScoringServers.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.millrace.common.Deadline;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.features.document.Reason;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.scoring.fixture.AwsServer;
import dev.millrace.scoring.fixture.ModelServer;
import dev.millrace.scoring.fixture.ScoringServers;
import dev.millrace.scoring.metrics.BatchOutcome;
import dev.millrace.scoring.model.PredictedValue;
import dev.millrace.scoring.prediction.LogRow;
import dev.millrace.scoring.prediction.StoredVersion;
import dev.millrace.testsupport.S3Server;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.kinesis.retrieval.kpl.Messages;

class BatchScoringTest {
  private static final String FEATURES =
      """
      {"name": "hour_of_day"}, {"name": "zip_known"}, {"name": "median_income", "default": 64000}
      """;
  private static final String OF_ANY_FIELDS =
      """
      {"name": "hour_of_day"},
      {"name": "visits", "from": "_source.visits", "as": "number"},
      {"name": "pages", "from": "_source.pages", "as": "count", "default": 0},
      {"name": "browser", "from": "_source.browser", "as": "category", "default": null}
      """;

  private static S3Server buckets;
  private ScoringServers servers;
  private AwsServer stream;
  private ModelServer model;
  private String prefix;

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
    stream = servers.stream;
    model = servers.model;
    prefix = servers.prefix;
    servers.routes.inEffect("demo", 1, RoutedVersions.active("1.0.0"), "sessions");
  }

  @AfterEach
  void stop() throws Exception {
    servers.close();
  }

  private BatchScoring batches(String lookups, String bucket) {
    return batches(FEATURES, lookups, bucket);
  }

  private BatchScoring batches(String features, String lookups, String bucket) {
    servers.routes.register("demo", "1.0.0", features);
    return servers.batches(lookups, bucket);
  }

  private BatchOutcome score(StreamRecord... records) throws InterruptedException {
    return servers.score(batches(LOOKUPS, servers.quarantine), Arrays.asList(records));
  }

  /** A session of that hour, without a zip code. */
  private StreamRecord valid(int sequence) {
    return servers.valid(sequence);
  }

  private StreamRecord withZipCode(int sequence) {
    return record(sequence, document(sequence, ", \"zipCode\": \"94105\""));
  }

  private static StreamRecord invalid(int sequence) {
    return record(sequence, "no JSON");
  }

  private String document(int hour, String more) {
    return servers.document(hour, more);
  }

  private static StreamRecord aggregated(int sequence, String... parts) throws Exception {
    Messages.AggregatedRecord.Builder message =
        Messages.AggregatedRecord.newBuilder().addPartitionKeyTable("key");
    for (String part : parts) {
      message.addRecords(
          Messages.Record.newBuilder()
              .setPartitionKeyIndex(0)
              .setData(ByteString.copyFromUtf8(part)));
    }
    byte[] bytes = message.build().toByteArray();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.write(HexFormat.of().parseHex("f3899ac2"));
    data.write(bytes);
    data.write(MessageDigest.getInstance("MD5").digest(bytes));
    return record(sequence, data.toByteArray());
  }

  private List<String> logged() throws Exception {
    return servers.logged().stream().map(row -> row.path("log_id").asText()).toList();
  }

  private static String[] logIds(String... positions) {
    return Arrays.stream(positions)
        .map(position -> "sessions/shardId-000000000000/" + position + "/demo/1.0.0/active")
        .toArray(String[]::new);
  }

  private List<String> objects() {
    return servers.buckets.keys(servers.quarantine);
  }

  private List<String> quarantined() throws Exception {
    return servers.quarantined().stream().map(line -> line.path("record_id").asText()).toList();
  }

  private static String[] recordIds(String... positions) {
    return Arrays.stream(positions)
        .map(position -> "sessions/shardId-000000000000/" + position)
        .toArray(String[]::new);
  }

  private boolean isStored(int hour) {
    return servers.stored(hour, "demo").isPresent();
  }

  @Test
  void everyRecordOfABatchIsPredictedOrQuarantined() throws Exception {
    BatchOutcome outcome = score(valid(1), invalid(2), withZipCode(3), invalid(4));

    assertThat(outcome.received()).isEqualTo(4);
    assertThat(outcome.retries()).isEmpty();
    assertThat(outcome.retried()).isZero();
    assertThat(outcome.rows())
        .extracting(row -> row.stored().standing())
        .hasSize(2)
        .containsOnly(StoredVersion.PREDICTED);
    assertThat(outcome.quarantined()).containsExactly(Map.entry(Reason.MALFORMED_JSON, 2));
    assertThat(logged()).containsExactly(logIds("1/0", "3/0"));
    assertThat(quarantined()).containsExactly(recordIds("2/0", "4/0"));
    assertThat(objects()).hasSize(1);
    assertThat(servers.stored(3, "demo").orElseThrow().prediction())
        .isEqualTo(new PredictedValue.OfNumber(0.03));
  }

  @Test
  void aNumberPastEveryLimitCostsItsOwnRecordAtMost() throws Exception {
    BatchOutcome outcome =
        score(
            valid(1),
            record(
                2,
                document(2, "")
                    .replaceFirst(
                        "\"createdDateTime\": \\d+", "\"createdDateTime\": 100e2147483647")),
            record(3, document(3, ", \"zipCode\": 100e2147483647")),
            record(4, document(4, ", \"other\": {\"deep\": [100e2147483647]}")));

    assertThat(outcome.retries()).isEmpty();
    assertThat(outcome.quarantined())
        .containsExactly(Map.entry(Reason.CREATED_DATE_TIME_OUT_OF_RANGE, 1));
    assertThat(outcome.rows()).hasSize(3);
    assertThat(outcome.defaults().lookUpsNotFound()).isEmpty();
    assertThat(outcome.defaults().lookUpKeysInvalid()).isEqualTo(Map.of("zip_codes", 1));
  }

  @Test
  void aRecordWithoutAFeatureThatHasNoDefaultIsQuarantinedAndCostsNoOther() throws Exception {
    BatchOutcome outcome =
        batches(OF_ANY_FIELDS, LOOKUPS, servers.quarantine)
            .score(
                List.of(
                    record(1, document(1, ", \"visits\": 3, \"browser\": \"köln\"")),
                    record(2, document(2, "")),
                    record(3, document(3, ", \"visits\": \"many\"")),
                    record(4, document(4, ", \"visits\": 4, \"pages\": \"none\""))),
                ARRIVAL,
                DEADLINE,
                DEADLINE);

    assertThat(outcome.quarantined())
        .isEqualTo(Map.of(Reason.FEATURE_MISSING, 1, Reason.FEATURE_INVALID, 1));
    assertThat(outcome.rows()).hasSize(2);
    assertThat(outcome.defaults().invalidFields()).isEqualTo(Map.of("pages", 1));
    assertThat(servers.stored(1, "demo").orElseThrow().features())
        .containsEntry("browser", "köln")
        .containsEntry("pages", 0.0);
    assertThat(servers.stored(4, "demo").orElseThrow().features()).containsEntry("browser", null);
  }

  @Test
  void aClassIsStoredWithTheProbabilitiesOfAll() throws Exception {
    model.predict(
        1, "{\"prediction\": \"kept\", \"probabilities\": {\"returned\": 0.2, \"kept\": 0.8}}");

    score(valid(1), valid(2));

    assertThat(servers.stored(1, "demo").orElseThrow().prediction())
        .isEqualTo(new PredictedValue.OfClass("kept", Map.of("returned", 0.2, "kept", 0.8)));
    assertThat(servers.stored(2, "demo").orElseThrow().prediction())
        .isEqualTo(new PredictedValue.OfNumber(0.02));
  }

  @Test
  void zipCodesThatAreNotThereOrCannotBeReadAreCounted() throws Exception {
    BatchOutcome outcome =
        score(
            valid(1),
            withZipCode(2),
            record(3, document(3, ", \"zipCode\": \"nowhere\"")),
            record(4, document(4, ", \"zipCode\": \"nowhere\"")),
            record(5, document(5, ", \"zipCode\": true")),
            record(6, document(6, ", \"zipCode\": null")));

    assertThat(outcome.defaults().lookUpsNotFound().get("zip_codes")).isBetween(2, 3);
    assertThat(outcome.defaults().lookUpKeysInvalid()).isEqualTo(Map.of("zip_codes", 1));
  }

  @Test
  void nothingIsAccountedForBehindTheLowestFailureThoughPredictionsAreStored() throws Exception {
    BatchOutcome outcome =
        batches("none", servers.quarantine)
            .score(
                List.of(valid(1), invalid(2), withZipCode(3), invalid(4), valid(5), withZipCode(6)),
                ARRIVAL,
                DEADLINE,
                DEADLINE);

    assertThat(outcome.retries()).containsExactly("3", "6");
    assertThat(outcome.retried()).isEqualTo(4);
    assertThat(outcome.rows()).hasSize(1);
    assertThat(outcome.quarantined()).containsExactly(Map.entry(Reason.MALFORMED_JSON, 1));
    assertThat(logged()).containsExactly(logIds("1/0"));
    assertThat(quarantined()).containsExactly(recordIds("2/0"));
    assertThat(isStored(5)).isTrue();
    assertThat(isStored(3)).isFalse();
  }

  @Test
  void aBatchThatIsDeliveredAgainChangesNothing() throws Exception {
    StreamRecord[] batch = {valid(1), invalid(2), valid(3)};
    BatchOutcome once = score(batch);
    List<String> objects = objects();

    BatchOutcome again = score(batch);

    assertThat(again.rows())
        .extracting(LogRow::stored)
        .isEqualTo(once.rows().stream().map(LogRow::stored).toList());
    assertThat(again.quarantined()).isEqualTo(once.quarantined());
    assertThat(logged()).containsExactly(logIds("1/0", "3/0", "1/0", "3/0"));
    assertThat(objects()).isEqualTo(objects);
  }

  @Test
  void aRowOfADocumentWhoseIdReadsAsARedriveKeyLendsNoRecordAnIdentity() throws Exception {
    score(
        record(
            1,
            "{\"_id\": \"redrive:1:1731880381293:shardId-000000000000:42:0\","
                + " \"_source\": {\"createdDateTime\": %d}}".formatted(ARRIVAL.toEpochMilli())));

    assertThat(stream.taken())
        .extracting(AwsServer.Put::partitionKey)
        .singleElement()
        .asString()
        .matches("[0-9a-f]{64}");
  }

  @Test
  void aRowThatTheLogDoesNotTakeIsRetriedWithAllBehindIt() throws Exception {
    stream.refuse(put -> put.partitionKey().equals(prefix + 3));

    BatchOutcome outcome = score(valid(1), invalid(2), valid(3), invalid(4), valid(5));

    assertThat(outcome.retries()).containsExactly("3");
    assertThat(outcome.retried()).isEqualTo(3);
    assertThat(outcome.rows()).hasSize(1);
    assertThat(quarantined()).containsExactly(recordIds("2/0"));
    assertThat(isStored(3)).isTrue();
  }

  @Test
  void whatTheBucketDoesNotTakeIsRetriedWithAllBehindIt() throws Exception {
    BatchOutcome outcome =
        batches(LOOKUPS, "no-bucket")
            .score(
                List.of(valid(1), invalid(2), valid(3), invalid(4)), ARRIVAL, DEADLINE, DEADLINE);

    assertThat(outcome.retries()).containsExactly("2", "4");
    assertThat(outcome.retried()).isEqualTo(3);
    assertThat(outcome.rows()).hasSize(1);
    assertThat(outcome.quarantined()).isEmpty();
  }

  @Test
  void aSessionThatTheModelRefusesIsQuarantinedUnderItsId() throws Exception {
    model.failAt(400, 2);

    BatchOutcome outcome = score(valid(1), valid(2), valid(3));

    assertThat(outcome.retries()).isEmpty();
    assertThat(outcome.quarantined()).containsExactly(Map.entry(Reason.MODEL_REJECTED, 1));
    assertThat(logged()).containsExactly(logIds("1/0", "3/0"));
    assertThat(servers.buckets.get(servers.quarantine, objects().getFirst()))
        .contains("\"id\":\"" + prefix + "2\"", "\"reason\":\"model_rejected\"", "is too late");
  }

  @Test
  void aSessionThatTheModelFailsForIsQuarantinedAndTheOthersAreAnswered() throws Exception {
    model.failAt(500, 2);

    BatchOutcome outcome = score(valid(1), valid(2), valid(3));

    assertThat(outcome.retries()).isEmpty();
    assertThat(outcome.quarantined()).containsExactly(Map.entry(Reason.MODEL_FAILED, 1));
    assertThat(logged()).containsExactly(logIds("1/0", "3/0"));
  }

  @Test
  void whileTheModelTakesOtherFeaturesNothingIsQuarantinedAndTheBatchWaits() throws Exception {
    model.failFirst(2, 409, "{\"features\": [\"visits\"]}");

    BatchOutcome outcome = score(valid(1), valid(2));

    assertThat(outcome.retries()).isEmpty();
    assertThat(outcome.quarantined()).isEmpty();
    assertThat(outcome.rows()).hasSize(2);
    assertThat(model.calls()).hasSize(3);
  }

  @Test
  void whileTheModelIsDownEverySessionIsRetriedAndWhatStandsBeforeTheFirstIsQuarantined()
      throws Exception {
    model.failAt(503, 2, 4);

    BatchOutcome outcome = score(invalid(1), valid(2), invalid(3), valid(4));

    assertThat(outcome.retries()).containsExactly("2", "4");
    assertThat(outcome.retried()).isEqualTo(3);
    assertThat(outcome.failures()).isEqualTo(Map.of("the container answered 503", 2));
    assertThat(outcome.rows()).isEmpty();
    assertThat(quarantined()).containsExactly(recordIds("1/0"));
  }

  @Test
  void whenTheTimeForScoringIsUpTheSessionsAreRetriedAndTheRestIsAccountedFor() throws Exception {
    BatchScoring batches = batches(LOOKUPS, servers.quarantine);
    servers.score(batches, List.of(valid(3)));

    BatchOutcome outcome =
        batches.score(
            List.of(invalid(1), valid(2)), ARRIVAL, Deadline.after(Duration.ZERO), DEADLINE);

    assertThat(outcome.retries()).containsExactly("2");
    assertThat(quarantined()).containsExactly(recordIds("1/0"));
    assertThat(isStored(2)).isFalse();
  }

  @Test
  void aCallThatWasNotMadeHasNoLatency() throws Exception {
    BatchOutcome.CallTimes none = score(invalid(1)).calls();
    BatchOutcome.CallTimes some = score(valid(1)).calls();

    assertThat(none.model()).isEmpty();
    assertThat(none.store()).isEmpty();
    assertThat(none.log()).isEmpty();
    assertThat(none.quarantine()).isPresent();
    assertThat(some.lookUp()).isEmpty();
    assertThat(some.model()).isPresent();
    assertThat(some.store()).isPresent();
    assertThat(some.log()).isPresent();
    assertThat(some.quarantine()).isEmpty();
  }

  @Test
  void aRowTellsHowOftenItsRecordWasRedriven() throws Exception {
    StreamRecord first = valid(1);
    StreamRecord redriven =
        new StreamRecord(first.position(), "9", 2, "key", first.arrival(), first.data());

    assertThat(score(first).rows()).extracting(LogRow::redrives).containsExactly(0);
    assertThat(score(redriven).rows()).extracting(LogRow::redrives).containsExactly(2);
  }

  @Test
  void aRowTellsWhenItsBatchWasDelivered() throws Exception {
    assertThat(score(valid(1)).rows()).extracting(LogRow::deliveredAt).containsExactly(ARRIVAL);
  }

  @Test
  void thePartsOfAnAggregatedRecordHaveFatesOfTheirOwn() throws Exception {
    BatchOutcome outcome =
        score(aggregated(1, document(1, ""), "no JSON", document(2, "")), valid(3));

    assertThat(outcome.received()).isEqualTo(4);
    assertThat(outcome.retries()).isEmpty();
    assertThat(logged()).containsExactly(logIds("1/0", "1/2", "3/0"));
    assertThat(quarantined()).containsExactly(recordIds("1/1"));
  }

  @Test
  void anAggregatedRecordIsRetriedOnceHoweverManyOfItsPartsFailed() throws Exception {
    model.failAt(503, 2);

    BatchOutcome outcome =
        score(aggregated(1, document(1, ""), "no JSON", document(2, "")), invalid(3));

    assertThat(outcome.retries()).containsExactly("1");
    assertThat(outcome.retried()).isEqualTo(4);
  }

  @Test
  void ofAnAggregatedRecordThatIsDeliveredAgainNoPartIsAccountedFor() throws Exception {
    BatchOutcome outcome =
        batches("none", servers.quarantine)
            .score(
                List.of(
                    valid(1),
                    aggregated(
                        2, "no JSON", document(2, ""), document(3, ", \"zipCode\": \"94105\""))),
                ARRIVAL,
                DEADLINE,
                DEADLINE);

    assertThat(outcome.retries()).containsExactly("2");
    assertThat(outcome.retried()).isEqualTo(3);
    assertThat(outcome.quarantined()).isEmpty();
    assertThat(quarantined()).isEmpty();
    assertThat(logged()).containsExactly(logIds("1/0"));
    assertThat(outcome.rows()).hasSize(1);
  }

  @Test
  void anAggregatedRecordThatIsDamagedIsQuarantinedWhole() throws Exception {
    byte[] damaged = aggregated(1, document(1, "")).data();
    damaged[6] ^= 1;

    BatchOutcome outcome = score(record(1, damaged), aggregated(2), valid(3));

    assertThat(outcome.quarantined()).containsExactly(Map.entry(Reason.KPL_AGGREGATED, 2));
    assertThat(quarantined()).containsExactly(recordIds("1/0", "2/0"));
    assertThat(logged()).containsExactly(logIds("3/0"));
  }

  @Test
  void aDuplicateThatIsDeliveredAgainIsLoggedUnderItsOwnPosition() throws Exception {
    StreamRecord first = valid(1);
    StreamRecord same = record(2, first.data());

    score(first, same);
    BatchOutcome again = score(same);

    assertThat(logged()).containsExactly(logIds("1/0", "2/0", "2/0"));
    assertThat(again.rows())
        .extracting(row -> row.stored().standing())
        .containsExactly(StoredVersion.DUPLICATE);
  }
}
