package dev.millrace.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.tables.AtomicCommit;
import dev.millrace.tables.RowWriter;
import dev.millrace.tables.TableDefinition;
import dev.millrace.tables.TableOptimizers;
import dev.millrace.tables.TableState;
import dev.millrace.tables.bronze.BronzeObject;
import dev.millrace.tables.bronze.BronzeObjects;
import dev.millrace.tables.bronze.BronzeRecord;
import dev.millrace.tables.bronze.ManifestTable;
import dev.millrace.tables.lookup.LookupHistoryTable;
import dev.millrace.tables.lookup.StoredAttributes;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.LakeServers;
import dev.millrace.training.model.FeatureTables;
import dev.millrace.training.model.TrainingModel;
import dev.millrace.training.part.LookupHistories;
import dev.millrace.training.part.PartBuilder;
import dev.millrace.training.part.QuarantinedSessions;
import dev.millrace.training.run.PartMessages;
import dev.millrace.training.run.PartQueue;
import dev.millrace.training.run.RunItems;
import dev.millrace.training.run.TrainingAnswer;
import dev.millrace.training.run.TrainingLimits;
import dev.millrace.training.run.TrainingRequest.Begin;
import dev.millrace.training.run.TrainingRequest.ModelChoice;
import dev.millrace.training.run.TrainingRequest.ModelChoice.Registered;
import dev.millrace.training.run.TrainingRequest.Source;
import dev.millrace.training.run.TrainingRuns;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * A lake of its own, in which training sets are built: at most five objects a run, two records a
 * bucket, ten buckets, and fifteen days.
 */
public final class TrainingLake {
  static final Instant HOUR = Instant.parse("2024-11-17T21:00:00Z");
  static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(10));

  /** What the deployment serves. */
  public static final TrainingModel MODEL = model(modelJson("1.0.0"));

  /** Its table. */
  static final String TABLE = "features_session_conversion";

  private static final AtomicInteger DATABASES = new AtomicInteger();

  final RegisteredModels registered = new RegisteredModels();
  private final int number = DATABASES.incrementAndGet();
  private final String database = "training" + number;
  private final TrainingServers servers;
  private final String queue;
  private final ManifestTable manifest =
      new ManifestTable(
          DynamoDbServer.client(),
          DynamoDbServer.newTable("shard", "first_sequence_number"),
          InstantSource.system());
  private final BronzeObjects bronze;
  final String runsTable = DynamoDbServer.newTable("run_id", "item");
  private final TrainingLimits limits;
  private final TrainingRuns runs;
  private final FeatureTables tables;
  private final TableDefinition lookupHistory;
  private TrainingPlans plans;
  public final TrainingSets sets;
  public Instant now = Instant.parse("2025-06-30T12:00:00Z");
  int sequenceNumber = number * 1000;

  public TrainingLake(TrainingServers servers) {
    this(servers, new TrainingLimits(Duration.ofDays(15), 5, 2, 10));
  }

  TrainingLake(TrainingServers servers, TrainingLimits limits) {
    this.servers = servers;
    queue = servers.sqs.newQueue();
    bronze = new BronzeObjects(servers.lake.s3().client(), LakeServers.BUCKET);
    this.limits = limits;
    lookupHistory = LookupHistoryTable.in("silver_of_" + database);
    runs = new TrainingRuns(new RunItems(DynamoDbServer.client(), runsTable));
    tables = new FeatureTables(servers.catalog, database);
    TableDefinition quarantine = QuarantinedSessions.in(database);
    deploy(MODEL);
    sets =
        new TrainingSets(
            runs,
            new PartQueue(servers.sqs.client(), queue),
            tables,
            servers.catalog,
            quarantine,
            new PartBuilder(
                bronze,
                new LookupHistories(
                    servers.catalog, lookupHistory.database(), Duration.ofDays(1), 10_000_000),
                Duration.ofDays(1)),
            limits,
            () -> now);
  }

  /** Serves another model from now on. */
  void deploy(TrainingModel model) {
    registered.activate(model);
    plans =
        new TrainingPlans(
            new ModelDefinitions(
                servers.lake.s3().client(),
                LakeServers.BUCKET,
                registered.routing(),
                registered.definitions(),
                model.name()),
            tables,
            Optional.of(
                new TableOptimizers(
                    servers.glue,
                    "arn:aws:iam::123456789012:role/upkeep",
                    "arn:aws:iam::123456789012:role/orphans",
                    new TableOptimizers.Limits(50, 365, 10, 30))),
            manifest,
            runs,
            new TrainingRetention(
                tables,
                servers.catalog,
                QuarantinedSessions.in(database),
                OptionalInt.of(30),
                () -> now),
            limits,
            () -> now);
  }

  /** The model as another version. */
  static String modelJson(String version) {
    return """
        {"name": "session-conversion", "version": "%s", "features": [
          {"name": "day_of_year"}, {"name": "day_of_week"}, {"name": "hour_of_day"},
          {"name": "zip_known"}, {"name": "median_income", "default": 64000}]}"""
        .formatted(version);
  }

  static TrainingModel model(String modelJson) {
    return TrainingModel.of(modelJson.getBytes(StandardCharsets.UTF_8));
  }

  /** Begins a run over what arrived in {@link #HOUR}. */
  public String begin(Source source) throws InterruptedException {
    return begin(source, new Registered(Optional.empty(), Optional.empty()));
  }

  /** Begins a run over what arrived in {@link #HOUR}, of a model. */
  String begin(Source source, ModelChoice model) throws InterruptedException {
    return begin(new Begin(HOUR, HOUR.plusSeconds(3600), source, model)).runId();
  }

  /** Begins a run, as BuildTrainingSet does. */
  TrainingAnswer begin(Begin begin) throws InterruptedException {
    return sets.resume(plans.plan(begin, DEADLINE), DEADLINE);
  }

  /** Takes what is in the queue. */
  public List<Message> messages() {
    return servers.sqs.take(queue);
  }

  /** Takes what is in the queue, as steps. */
  List<PartMessages.Message> steps() {
    return messages().stream().map(TrainingLake::step).toList();
  }

  private static PartMessages.Message step(Message message) {
    try {
      return PartMessages.read(new ByteArrayInputStream(event(message))).getFirst();
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  /** The event with which the queue would invoke a function. */
  public static byte[] event(Message message) {
    return "{\"Records\":[{\"messageId\":\"m\",\"attributes\":{},\"body\":\"%s\"}]}"
        .formatted(message.body().replace("\"", "\\\""))
        .getBytes(StandardCharsets.UTF_8);
  }

  TrainingAnswer perform(PartMessages.Message message) throws InterruptedException {
    return sets.perform(message.runId(), message.step(), DEADLINE);
  }

  /** Does what the messages ask for, and all that comes of it. */
  List<TrainingAnswer> build(List<Message> messages) throws InterruptedException {
    List<TrainingAnswer> answers = new ArrayList<>();
    List<PartMessages.Message> steps = messages.stream().map(TrainingLake::step).toList();
    while (!steps.isEmpty()) {
      for (PartMessages.Message step : steps) {
        answers.add(perform(step));
      }
      steps = steps();
    }
    return answers;
  }

  TableState state() {
    return state("session-conversion");
  }

  TableState state(String model) {
    return tables.load(model);
  }

  Table table() {
    return state().table();
  }

  Table quarantine() {
    return servers.catalog.load(database, "quarantined_sessions").table();
  }

  List<String> rows(String run) throws IOException {
    List<String> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = records(table(), run)) {
      for (Record row : records) {
        rows.add(
            "%s %s %s %s %s %s %s %s"
                .formatted(
                    row.getField("id"),
                    row.getField("event_time"),
                    row.getField("source"),
                    row.getField("day_of_year"),
                    row.getField("day_of_week"),
                    row.getField("hour_of_day"),
                    row.getField("zip_known"),
                    row.getField("median_income")));
      }
    }
    return rows;
  }

  /** The rows of a run of a model, with a value for each of the columns. */
  List<String> rows(String model, String run, String... columns) throws IOException {
    List<String> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = records(state(model).table(), run)) {
      for (Record row : records) {
        rows.add(
            Stream.of(columns)
                .map(column -> String.valueOf(row.getField(column)))
                .collect(Collectors.joining(" ")));
      }
    }
    return rows;
  }

  /** Loads a row of a look-up table. */
  void load(LookupKey key, String validFrom, StoredAttributes attributes) {
    TableState state = servers.catalog.open(lookupHistory);
    try (RowWriter writer = new RowWriter(state)) {
      Record row = writer.newRow();
      LookupHistoryTable.fill(row, key, Instant.parse(validFrom), attributes);
      writer.write(row);
      List<DataFile> files = writer.complete();
      assertThat(
              AtomicCommit.commit(
                  state,
                  change -> {
                    AppendFiles append = change.newAppend();
                    files.forEach(append::appendFile);
                    append.commit();
                  }))
          .isPresent();
    }
  }

  List<String> quarantined(String run) throws IOException {
    List<String> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = records(quarantine(), run)) {
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

  private static CloseableIterable<Record> records(Table table, String run) {
    return IcebergGenerics.read(table).where(Expressions.equal("run_id", run)).build();
  }

  /** Archives an object of these records. */
  public void object(String stream, BronzeRecord... records) throws InterruptedException {
    BronzeObject object = new BronzeObject(records[0]);
    for (int i = 1; i < records.length; i++) {
      object.add(records[i]);
    }
    manifest.putShard(stream, records[0].shardId(), DEADLINE);
    manifest.put(bronze.create(object, DEADLINE), DEADLINE);
  }

  public BronzeRecord session(String id, int second) {
    return record("sessions", second, "key", document(id));
  }

  /** A row of the prediction log, of the record that {@code logId} names. */
  BronzeRecord served(String id, String logId, int hour, double income) {
    return served(id, logId, hour, income, "\"role\":\"active\",\"origin\":\"stream\"");
  }

  /** The same with these members too. */
  BronzeRecord served(String id, String logId, int hour, double income, String members) {
    return record(
        "predictions",
        0,
        id,
        """
        {"log_id":"%s","record_id":"sessions/shard/%s/0","id":"%s","event_time":"2024-11-17T21:53:01.293Z",
         "status":"predicted","features":{"day_of_year":322,"day_of_week":6,"hour_of_day":%d,"zip_known":1,
         "median_income":%s,"of_another_model":3},"latencies_ms":{"model":3},%s}"""
            .formatted(logId, logId, id, hour, income, members));
  }

  /** Rows of as many records. */
  BronzeRecord[] served(int records) {
    return IntStream.range(0, records)
        .mapToObj(i -> served("r" + i, "log-" + i, 21, 64_000))
        .toArray(BronzeRecord[]::new);
  }

  BronzeRecord record(String stream, int second, String partitionKey, String data) {
    return new BronzeRecord(
        stream,
        "shardId-000000000000",
        Integer.toString(++sequenceNumber),
        partitionKey,
        HOUR.plusSeconds(second),
        data.getBytes(StandardCharsets.UTF_8));
  }

  static String document(String id) {
    return "{\"_id\":\"%s\",\"_source\":{\"createdDateTime\":1731880381293,\"zipCode\":\"01099\"}}"
        .formatted(id);
  }
}
