package dev.millrace.lake;

import static dev.millrace.lake.ChaosRuns.Function.ARCHIVE_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.lake.ChaosRuns.Function;
import dev.millrace.lake.EventStream.Put;
import dev.millrace.lake.metrics.MetricsTables;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.TableState;
import dev.millrace.testsupport.Compaction;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.Kinesalite;
import dev.millrace.testsupport.LakeServers;
import dev.millrace.testsupport.SdkEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.iceberg.Snapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The lake from the stream to the metrics, in waves of events between which its functions die at
 * any call, meet each other, compactions and changes of the shards: in the end every event is
 * accounted for. {@code -Dseed=} gives another course of things; threads and clocks differ even
 * with the same one.
 */
class EventsToMetricsTest {
  private static final long SEED = Long.getLong("seed", 11);
  private static final int WAVES = 8;
  private static final int EVENTS = 60;
  private static final String STREAM = "service-events-stream";

  private final Random random = new Random();
  private final String metricsTable = MetricsTables.create();

  @TempDir private Path folder;
  private LakeServers servers;
  private LakeCatalog catalog;
  private Kinesalite kinesis;
  private SdkEnvironment environment;
  private EventStream stream;
  private EventMix mix;
  private ChaosRuns runs;

  @BeforeEach
  void start() throws Exception {
    servers = new LakeServers(Files.createDirectory(folder.resolve("s3")));
    catalog = new LakeCatalog(LakeServers.BUCKET, servers.catalogProperties());
    kinesis = new Kinesalite(folder.resolve("kinesis"));
    environment = SdkEnvironment.of(servers).with("Kinesis", kinesis.endpoint());
    for (String other : List.of("sessions-stream", "predictions-stream")) {
      kinesis.client().createStream(create -> create.streamName(other).shardCount(1));
    }
    stream = new EventStream(kinesis.client(), STREAM, random);
    mix = new EventMix(random);
    runs =
        new ChaosRuns(
            Map.ofEntries(
                Map.entry("SESSIONS_STREAM", "sessions-stream"),
                Map.entry("SERVICE_EVENTS_STREAM", STREAM),
                Map.entry("PREDICTIONS_STREAM", "predictions-stream"),
                Map.entry("LAKE_BUCKET", LakeServers.BUCKET),
                Map.entry("CHECKPOINTS_TABLE", DynamoDbServer.newTable("shard")),
                Map.entry(
                    "MANIFEST_TABLE", DynamoDbServer.newTable("shard", "first_sequence_number")),
                Map.entry("CLAIMS_TABLE", DynamoDbServer.newTable("event_id")),
                Map.entry("METRICS_TABLE", metricsTable),
                Map.entry("SILVER_DATABASE", "silver"),
                Map.entry("GOLD_DATABASE", "gold"),
                Map.entry("POWERTOOLS_SERVICE_NAME", "lake")),
            random);
  }

  @AfterEach
  void stop() {
    environment.close();
    kinesis.close();
    catalog.close();
    servers.close();
  }

  @Test
  void everyEventIsAccountedForAndTheMetricsAreThoseOfTheEventsInSilver() throws Exception {
    assertThatChaosLosesNothing(SEED);
  }

  @Tag("nightly")
  @RepeatedTest(20)
  void norDoesAnyOtherCourseOfThingsLoseAnything() throws Exception {
    assertThatChaosLosesNothing(random.nextLong());
  }

  private void assertThatChaosLosesNothing(long seed) throws Exception {
    random.setSeed(seed);
    try {
      goThroughChaos();
      for (Function function : Function.values()) {
        assertThat(runs.run(function).path("complete").asBoolean()).as("%s", function).isTrue();
      }
      assertThatTheLedgerCloses();
    } catch (Exception | AssertionError failed) {
      throw new AssertionError(
          "%s%nwith -Dseed=%d, after%n%s"
              .formatted(failed, seed, String.join("\n", runs.journal())),
          failed);
    }
  }

  private void goThroughChaos() throws Exception {
    for (int wave = 0; wave < WAVES; wave++) {
      stream.put(mix.wave(wave, EVENTS));
      if (wave % 3 == 2) {
        runs.runAllAtOnce();
      }
      for (Function function : Function.values()) {
        runs.runKilled(function);
        if (wave == 0) {
          runs.run(function);
        } else {
          meet(function, wave);
        }
      }
    }
  }

  private void meet(Function function, int wave) throws Exception {
    if (function == ARCHIVE_STREAMS && wave % 4 == 1) {
      runs.runInterrupted(function, "a split", stream::split);
    } else if (function == ARCHIVE_STREAMS && wave % 4 == 3) {
      runs.runInterrupted(function, "a merge", stream::merge);
    } else {
      switch (random.nextInt(4)) {
        case 0 -> runs.runInterrupted(function, "another run", () -> runs.run(function));
        case 1 -> runs.runInterrupted(function, "a killed run", () -> runs.runKilled(function));
        case 2 -> runs.runInterrupted(function, "a compaction", this::compact);
        default -> runs.runKilled(function);
      }
    }
  }

  /** The same rows in other files, as Glue's optimizer writes them. */
  private Void compact() {
    Compaction.of(catalog.load("silver", "service_events").table());
    Compaction.of(catalog.load("silver", "rejected_events").table());
    Compaction.of(catalog.load("gold", "service_metrics_per_minute").table());
    return null;
  }

  private void assertThatTheLedgerCloses() throws Exception {
    TableState silver = catalog.load("silver", "service_events");
    try (LakeLedger ledger = new LakeLedger(Files.createDirectory(folder.resolve("ledger")))) {
      ledger.put(stream.puts());
      ledger.table("silver", silver.table());
      ledger.table("rejected", catalog.load("silver", "rejected_events").table());
      ledger.table("gold", catalog.load("gold", "service_metrics_per_minute").table());
      List<Map<String, AttributeValue>> served = served();
      ledger.served(served.stream().filter(EventsToMetricsTest::isRow).toList());

      ledger.assertThatEachEventHasItsFate();
      ledger.assertThatRowsAreWhatWasPut();
      ledger.assertThatMetricsAreRight();

      long put = stream.puts().size();
      long clean = ledger.number("SELECT count(*) FROM silver");
      long rejected = ledger.number("SELECT count(*) FROM rejected");
      assertCounted(silver, "archived", put);
      assertCounted(silver, "silver", clean);
      assertCounted(silver, "rejected", rejected);
      assertCounted(silver, "duplicate", put - clean - rejected);
      assertThat(served.stream().filter(item -> item.get("day").s().equals("_summary")))
          .extracting(item -> item.get("metrics_rows").n(), item -> item.get("latest_minute").s())
          .containsExactly(
              tuple(
                  ledger.text("SELECT count(*) FROM expected"),
                  ledger.text(
                      "SELECT strftime(max(make_timestamp(minute_us)), '%Y-%m-%dT%H:%M:%SZ') FROM expected")));
      assertThatItWasChaos(ledger);
    }
  }

  /** The running total in the table's properties, and the sum of what its commits say. */
  private static void assertCounted(TableState silver, String name, long count) {
    assertThat(silver.property("millrace.ledger." + name)).as(name).contains(Long.toString(count));
    long committed = 0;
    for (Snapshot snapshot : silver.table().snapshots()) {
      committed += Long.parseLong(snapshot.summary().getOrDefault("millrace." + name, "0"));
    }
    assertThat(committed).as("%s by commits", name).isEqualTo(count);
  }

  private List<Map<String, AttributeValue>> served() {
    return DynamoDbServer.client()
        .scanPaginator(scan -> scan.tableName(metricsTable))
        .items()
        .stream()
        .toList();
  }

  /** Not one of the items that list days or hold the summary, nor of a bucket without events. */
  private static boolean isRow(Map<String, AttributeValue> item) {
    return !item.get("day").s().startsWith("_") && !item.get("request_count").n().equals("0");
  }

  private void assertThatItWasChaos(LakeLedger ledger) throws SQLException {
    assertThat(runs.deaths()).as("runs that were killed").isGreaterThan(2 * WAVES);
    assertThat(runs.meetings()).as("runs that met something").isGreaterThan(WAVES / 2);
    assertThat(stream.puts().stream().map(Put::shardId).distinct()).hasSizeGreaterThan(4);
    assertThat(ledger.number("SELECT count(DISTINCT reason) FROM rejected")).isEqualTo(8);
    assertThat(ledger.number("SELECT count(DISTINCT event_ts::DATE) FROM gold")).isGreaterThan(3);
  }
}
