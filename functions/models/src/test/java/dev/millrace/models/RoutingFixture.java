package dev.millrace.models;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.common.Settings;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.features.definition.PackedDefinition;
import dev.millrace.models.change.ModelChange;
import dev.millrace.models.counters.PredictionCounting;
import dev.millrace.models.rollout.RolloutSweep;
import dev.millrace.models.routing.RollBackRequest;
import dev.millrace.models.routing.RoutingRequest;
import dev.millrace.routing.Heartbeat;
import dev.millrace.routing.HeartbeatTable;
import dev.millrace.routing.RoutingRow;
import dev.millrace.runs.RunSweep;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.ManualClock;
import dev.millrace.testsupport.runs.RemoteCalls;
import dev.millrace.testsupport.runs.RunTables;
import dev.millrace.testsupport.runs.StepFunctionsServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sfn.SfnClient;

/**
 * Routing and rollouts of a model on real tables, at a time that a test sets, with instances of the
 * endpoint that load what a test says. One at a time: the clients are one for the JVM.
 */
final class RoutingFixture implements AutoCloseable {
  static final String ONE = "1.0.0";
  static final String TWO = "2.0.0";
  static final String THREE = "3.0.0";

  private static final RemoteCalls CALLS = new RemoteCalls();
  private static final DynamoDbClient DYNAMO_DB = CALLS.dynamoDb();
  private static final StepFunctionsServer STEP_FUNCTIONS = StepFunctionsServer.start();
  private static final SfnClient SFN = STEP_FUNCTIONS.client(CALLS);
  private static final AtomicInteger MODELS = new AtomicInteger();
  private static final Map<String, String> SHARED =
      Map.of(
          "MODEL_VERSIONS_TABLE", DynamoDbServer.newTable("model", "version"),
          "MODEL_HISTORY_TABLE", DynamoDbServer.newTable("model", "change_id"),
          "MODEL_COUNTERS_TABLE", DynamoDbServer.newTable("counted", "slot"),
          "RUNS_TABLE", RunTables.newTable());

  final String model = "model-" + MODELS.incrementAndGet();
  final ManualClock clock = new ManualClock(Instant.parse("2026-11-30T23:59:59.250Z"));
  final RemoteCalls calls = CALLS;
  final StepFunctionsServer stepFunctions = STEP_FUNCTIONS;
  final Settings settings;
  final RoutingApi api;
  final RoutingParts parts;
  final RolloutSweep sweep;
  final HeartbeatTable heartbeats;

  /** What each instance has loaded, by its name. */
  final Map<String, Set<String>> instances = new TreeMap<>();

  private final PredictionCounting counting;
  private int logged;

  RoutingFixture() {
    close();
    Map<String, String> environment = new HashMap<>(SHARED);
    environment.put("MODEL_ROUTING_TABLE", DynamoDbServer.newTable("model"));
    environment.put("MODEL_HEARTBEATS_TABLE", DynamoDbServer.newTable("instance"));
    environment.put("POWERTOOLS_SERVICE_NAME", "models");
    environment.put("MODEL_MEMORY_MB", "100");
    environment.put("MODEL_STREAMS", "sessions");
    environment.put("ROLLOUTS_MACHINE", StepFunctionsServer.MACHINE);
    settings = new Settings(environment);
    api = RoutingApi.of(settings, DYNAMO_DB, SFN, clock);
    parts = api.parts();
    sweep =
        new RolloutSweep(
            RunSweep.of(List.of(api.runs()), settings, clock), parts.rows(), parts.judge());
    heartbeats = new HeartbeatTable(DYNAMO_DB, settings.text("MODEL_HEARTBEATS_TABLE"));
    counting = new PredictionCounting(RoutingParts.counters(settings, DYNAMO_DB, clock));
  }

  static Deadline deadline() {
    return Deadline.after(Duration.ofMinutes(1));
  }

  /** A model.json whose records have their ids at a path. */
  static String definition(String model, String version, String idPath) {
    return PackedDefinition.pack(
        """
        {"name": "%s", "version": "%s", "record": {"id": "%s"},
         "features": [{"name": "age", "from": "age", "as": "number"}]}"""
            .formatted(model, version, idPath)
            .getBytes(StandardCharsets.UTF_8));
  }

  /** Puts a version that takes 10 MB, as the registry leaves it. */
  void version(String version, String status) {
    version(version, status, "id", 10);
  }

  void version(String version, String status, String idPath, int megabytes) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("model", fromS(model));
    item.put("version", fromS(version));
    item.put("status", fromS(status));
    item.put("definition", fromS(definition(model, version, idPath)));
    item.put("memory_bytes", fromN(Long.toString(megabytes * 1024L * 1024L)));
    item.put("owner", fromS("anna"));
    item.put("registered_at", fromS("2026-11-01T00:00:00.000Z"));
    item.put("validated_at", fromS("2026-11-01T00:00:00.000Z"));
    item.put("upload", fromS("20261101T000000Z-000000000000"));
    item.put("sha256", fromS("0"));
    item.put("definition_sha256", fromS("0"));
    item.put("golden_rows", fromN("0"));
    item.put("bytes", fromN("1"));
    DynamoDbServer.client()
        .putItem(put -> put.tableName(settings.text("MODEL_VERSIONS_TABLE")).item(item));
  }

  /** Three validated versions, the first one active and in effect. */
  RoutingFixture routed() {
    for (String version : List.of(ONE, TWO, THREE)) {
      version(version, "validated");
    }
    load("instance", ONE, TWO, THREE);
    put(0, "\"active\": \"1.0.0\"");
    effective();
    return this;
  }

  /** The instance says that it has loaded these versions, and no others. */
  void load(String instance, String... versions) {
    instances.put(instance, new HashSet<>(List.of(versions)));
    beat();
  }

  /** Every instance says what it has loaded, as each does every second. */
  void beat() {
    instances.forEach(
        (instance, versions) -> {
          Set<String> loaded = new HashSet<>();
          versions.forEach(version -> loaded.add(Heartbeat.name(model, version)));
          heartbeats.put(new Heartbeat(instance, clock.instant(), loaded, Map.of()), deadline());
        });
  }

  /** Time passes, and the instances stay alive. */
  void passes(Duration time) {
    clock.advance(time);
    beat();
  }

  /** The row, in effect if it can be. */
  RoutingRow effective() {
    return parts.views().current(model, deadline()).orElseThrow();
  }

  /** The row as it stands in the table. */
  RoutingRow row() {
    return parts.rows().find(model, deadline()).orElseThrow();
  }

  /** Puts a row with further members of the request. */
  void put(long revision, String members) {
    clock.advance(Duration.ofMillis(1));
    api.routing()
        .put(
            model,
            RoutingRequest.read(
                "{\"revision\": %d, %s}"
                    .formatted(revision, members)
                    .getBytes(StandardCharsets.UTF_8)),
            "olga",
            deadline())
        .ifPresent(rollout -> parts.ends().settle(rollout, deadline()));
  }

  /** Rolls back with the members of the request. */
  void rollBack(String members) {
    clock.advance(Duration.ofMillis(1));
    api.routing()
        .rollBack(
            model,
            RollBackRequest.read(
                "{\"reason\": \"it is bad\"%s}"
                    .formatted(members)
                    .getBytes(StandardCharsets.UTF_8)),
            "olga",
            deadline())
        .ifPresent(rollout -> parts.ends().settle(rollout, deadline()));
  }

  /** Counts rows of the log that say that a version answered, or that the active one did for it. */
  void answers(String version, String role, long revision, int rows, boolean answered) {
    List<StreamRecord> records = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      String active = row().versions().active();
      String logId = "%s/%d".formatted(model, logged);
      String row =
          answered
              ? LogRows.row(logId, role, model, version, revision, 0.5, 10)
              : LogRows.fallback(logId, model, active, version, revision, 0.5);
      records.add(record("shardId-" + model, logged++, clock.instant(), row));
    }
    counting.count(records, deadline());
  }

  static StreamRecord record(String shard, long sequence, Instant logged, String row) {
    String number = Long.toString(sequence);
    return new StreamRecord(
        new StreamPosition("predictions", shard, number, 0),
        number,
        0,
        "key",
        logged,
        row.getBytes(StandardCharsets.UTF_8));
  }

  /** All changes, newest first. */
  List<ModelChange> history() {
    return parts.history().page(model, "", 1_000, deadline());
  }

  @Override
  public void close() {
    CALLS.planNothing();
    STEP_FUNCTIONS.reset();
  }
}
