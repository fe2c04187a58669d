package dev.millrace.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.features.FeatureSchema;
import dev.millrace.features.session.FieldPaths;
import dev.millrace.features.session.SessionParser;
import dev.millrace.tables.Retention;
import dev.millrace.tables.TableDefinition;
import dev.millrace.tables.TableState;
import dev.millrace.tables.bronze.BronzeObject;
import dev.millrace.tables.bronze.BronzeObjects;
import dev.millrace.tables.bronze.BronzeRecord;
import dev.millrace.tables.bronze.ManifestTable;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.LakeServers;
import dev.millrace.training.part.PartBuilder;
import dev.millrace.training.part.QuarantinedSessions;
import dev.millrace.training.part.SessionFeatures;
import dev.millrace.training.run.PartMessages;
import dev.millrace.training.run.PartQueue;
import dev.millrace.training.run.RunItems;
import dev.millrace.training.run.TrainingAnswer;
import dev.millrace.training.run.TrainingLimits;
import dev.millrace.training.run.TrainingRequest.Begin;
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
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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

  private static final FeatureSchema SCHEMA =
      FeatureSchema.of(
          List.of("day_of_year", "day_of_week", "hour_of_day", "zip_known", "median_income"),
          Map.of("median_income", 64_000.0));
  private static final AtomicInteger DATABASES = new AtomicInteger();

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
  private final TrainingPlans plans;
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
    TrainingRuns runs = new TrainingRuns(new RunItems(DynamoDbServer.client(), runsTable));
    TableDefinition rows = SessionFeatures.in(database, SCHEMA.names());
    TableDefinition quarantine = QuarantinedSessions.in(database);
    plans =
        new TrainingPlans(
            manifest,
            runs,
            List.of(
                new Retention(servers.catalog, rows, OptionalInt.of(30), () -> now),
                new Retention(servers.catalog, quarantine, OptionalInt.of(30), () -> now)),
            limits,
            () -> now);
    sets =
        new TrainingSets(
            runs,
            new PartQueue(servers.sqs.client(), queue),
            servers.catalog,
            rows,
            quarantine,
            new PartBuilder(
                bronze, new SessionParser(FieldPaths.DEFAULT, Duration.ofDays(1)), SCHEMA),
            limits,
            () -> now);
  }

  /** Begins a run over what arrived in {@link #HOUR}. */
  public String begin(Source source) throws InterruptedException {
    return begin(new Begin(HOUR, HOUR.plusSeconds(3600), source)).runId();
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
    return servers.catalog.load(database, "session_features");
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
