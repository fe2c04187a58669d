package dev.millrace.lake.cleaning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.lake.events.EventParser;
import dev.millrace.lake.events.EventTimeRange;
import dev.millrace.lake.events.ParsedEvent;
import dev.millrace.lake.events.RejectedEvent;
import dev.millrace.lake.events.ServiceEvent;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.TableState;
import dev.millrace.tables.bronze.BronzeObject;
import dev.millrace.tables.bronze.BronzeObjects;
import dev.millrace.tables.bronze.BronzeRecord;
import dev.millrace.tables.bronze.ManifestRow;
import dev.millrace.tables.bronze.ManifestTable;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.LakeServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** Bronze and silver of their own for a test, over the servers' catalog and bucket. */
final class SilverLake {
  static final Instant ARRIVAL = Instant.parse("2025-01-12T10:00:00Z");
  private static final Deadline DEADLINE = Deadline.after(Duration.ofHours(1));

  private static final int BRONZE_DAYS = 30;

  private EventParser parser =
      new EventParser(new EventTimeRange(Duration.ofDays(1), Duration.ofDays(3650)));

  private final LakeServers servers;
  private final LakeCatalog catalog;
  private final ManifestTable manifest;
  private final BronzeObjects objects;
  private final Map<String, Integer> lastSequence;
  private final Map<StreamPosition, byte[]> archived;
  private final Map<StreamPosition, Instant> arrivals;
  private Duration ahead = Duration.ZERO;
  private final String database = "silver_" + UUID.randomUUID().toString().replace('-', '_');
  private final ClaimTable claims =
      new ClaimTable(
          DynamoDbServer.client(), DynamoDbServer.newTable("event_id"), Duration.ofDays(30));

  SilverLake(LakeServers servers, LakeCatalog catalog) {
    this.servers = servers;
    this.catalog = catalog;
    this.manifest =
        new ManifestTable(
            DynamoDbServer.client(),
            DynamoDbServer.newTable("shard", "first_sequence_number"),
            () -> Instant.now().plus(ahead),
            Map.of(Cleaning.STREAM, BRONZE_DAYS));
    String bucket = "bronze-" + UUID.randomUUID();
    servers.s3().client().createBucket(create -> create.bucket(bucket));
    this.objects = new BronzeObjects(servers.s3().client(), bucket);
    this.lastSequence = new HashMap<>();
    this.archived = new HashMap<>();
    this.arrivals = new HashMap<>();
  }

  private SilverLake(SilverLake bronze) {
    this.servers = bronze.servers;
    this.catalog = bronze.catalog;
    this.manifest = bronze.manifest;
    this.objects = bronze.objects;
    this.lastSequence = bronze.lastSequence;
    this.archived = bronze.archived;
    this.arrivals = bronze.arrivals;
  }

  /** The same bronze, and a silver without anything. */
  SilverLake emptySilver() {
    return new SilverLake(this);
  }

  /** Puts an object with these events into bronze, a second after each other. */
  void archive(String shardId, String... events) {
    List<byte[]> data = new ArrayList<>();
    for (String event : events) {
      data.add(event.getBytes(StandardCharsets.UTF_8));
    }
    archive(shardId, data);
  }

  void archive(String shardId, List<byte[]> data) {
    BronzeObject object = null;
    for (byte[] bytes : data) {
      int sequence = lastSequence.merge(shardId, 1, Integer::sum);
      BronzeRecord record =
          new BronzeRecord(
              Cleaning.STREAM,
              shardId,
              Integer.toString(sequence),
              "key",
              ARRIVAL.plusSeconds(sequence),
              bytes);
      record
          .records()
          .forEach(
              event -> {
                archived.put(event.position(), event.data());
                arrivals.put(event.position(), event.arrival());
              });
      if (object == null) {
        object = new BronzeObject(record);
      } else {
        object.add(record);
      }
    }
    try {
      ManifestRow row = objects.create(object, DEADLINE);
      manifest.putShard(Cleaning.STREAM, shardId, DEADLINE);
      manifest.put(row, DEADLINE);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** Bronze's objects of before are past their time from now on. */
  void expire() {
    ahead = Duration.ofDays(BRONZE_DAYS);
  }

  CleaningOutcome clean() throws InterruptedException {
    return clean(1_000_000);
  }

  CleaningOutcome clean(int eventsPerCommit) throws InterruptedException {
    return cleaning(eventsPerCommit).run(DEADLINE, DEADLINE);
  }

  /** A run whose time is over after its first so many events. */
  CleaningOutcome cleanOnly(int events) throws InterruptedException {
    return cleaning(events).run(Deadline.after(Duration.ZERO), DEADLINE);
  }

  private Cleaning cleaning(int eventsPerCommit) {
    return new Cleaning(
        manifest, objects, parser, new Claims(claims, 4), catalog, database, eventsPerCommit);
  }

  /** Cleans with another parser from now on. */
  void parser(EventParser newParser) {
    parser = newParser;
  }

  private ParsedEvent parse(StreamPosition position) {
    return parser.parse(archived.get(position), arrivals.get(position));
  }

  LakeCatalog catalog() {
    return catalog;
  }

  String database() {
    return database;
  }

  TableState silver() {
    return catalog.load(database, "service_events");
  }

  TableState rejected() {
    return catalog.load(database, "rejected_events");
  }

  static List<Record> rows(TableState table) {
    List<Record> all = new ArrayList<>();
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table.table()).build()) {
      rows.forEach(all::add);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return all;
  }

  private static StreamPosition position(Record row) {
    return new StreamPosition(
        Cleaning.STREAM,
        (String) row.getField("shard_id"),
        (String) row.getField("sequence_number"),
        (Integer) row.getField("sub_sequence_number"));
  }

  private long ledger(String name) {
    return silver().property("millrace.ledger." + name).map(Long::parseLong).orElseThrow();
  }

  /**
   * Every archived event is in exactly one of silver, rejected and the counted duplicates: in
   * silver each id once; rejected with the reason that the rules or the event in silver give it; a
   * duplicate where the event in silver is the same value.
   */
  void assertThatTheLedgerCloses() {
    Map<String, String> hashes = new HashMap<>();
    Map<StreamPosition, String> fates = new HashMap<>();
    for (Record row : rows(silver())) {
      assertThat(fates.put(position(row), "silver")).as("fate of %s", position(row)).isNull();
      ServiceEvent event = (ServiceEvent) parse(position(row));
      assertThat(row.getField("event_id")).isEqualTo(event.eventId());
      assertThat(hashes.put(event.eventId(), event.contentHash()))
          .as("silver rows with event_id %s", event.eventId())
          .isNull();
    }
    for (Record row : rows(rejected())) {
      assertThat(fates.put(position(row), (String) row.getField("reason")))
          .as("fate of %s", position(row))
          .isNull();
    }
    Map<String, Long> counts = new HashMap<>();
    archived.forEach(
        (position, data) -> {
          String fate = fates.getOrDefault(position, "duplicate");
          switch (parse(position)) {
            case RejectedEvent event -> assertThat(fate).isEqualTo(event.reason().code());
            case ServiceEvent event -> {
              boolean same = event.contentHash().equals(hashes.get(event.eventId()));
              assertThat(fate)
                  .as(
                      "fate of %s, whose id is in silver with %s",
                      position, same ? "the same" : "another")
                  .isIn(same ? List.of("silver", "duplicate") : List.of("event_id_conflict"));
            }
          }
          boolean isRejected = !fate.equals("silver") && !fate.equals("duplicate");
          counts.merge(isRejected ? "rejected" : fate, 1L, Long::sum);
        });
    assertThat(fates.keySet()).isSubsetOf(archived.keySet());
    assertThat(ledger("archived")).isEqualTo(archived.size());
    for (String name : List.of("silver", "rejected", "duplicate")) {
      assertThat(ledger(name)).as(name).isEqualTo(counts.getOrDefault(name, 0L));
    }
  }
}
