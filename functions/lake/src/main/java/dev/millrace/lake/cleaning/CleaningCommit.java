package dev.millrace.lake.cleaning;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.features.json.UnicodeText;
import dev.millrace.lake.events.EventParser;
import dev.millrace.lake.events.RejectedEvent;
import dev.millrace.lake.events.RejectionReason;
import dev.millrace.lake.events.ServiceEvent;
import dev.millrace.tables.AtomicCommit;
import dev.millrace.tables.RowWriter;
import dev.millrace.tables.TableState;
import dev.millrace.tables.bronze.BronzeObjects;
import dev.millrace.tables.bronze.BronzeReader;
import dev.millrace.tables.bronze.BronzeRecord;
import dev.millrace.tables.bronze.ManifestRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.data.Record;

/**
 * What one pair of commits consumes of the objects of bronze, cleaned as it is read: memory holds a
 * chunk of events, and the rows until their files are written. The rejected events are committed
 * first. What a run that died between the two had put there is found, counted and not written
 * again; the other events of those objects are claimed by their own positions already, so that they
 * come to the same again. Where that run had stopped is of no importance: it may have come further
 * than this one, or less far.
 */
final class CleaningCommit implements AutoCloseable {
  private static final int CHUNK_EVENTS = 1_000;
  private static final int CHUNK_BYTES = 8 * 1024 * 1024;
  private static final String LEDGER = "millrace.ledger.";

  private final BronzeObjects objects;
  private final EventParser parser;
  private final Claims claims;
  private final TableState silver;
  private final TableState rejected;
  private final Cursors silverCursors;
  private final Cursors rejectedCursors;
  private final RowWriter silverRows;
  private final RowWriter rejectedRows;
  private final CleaningTally tally = new CleaningTally();
  private Instant latestArrival = Instant.MIN;
  private int consumed;
  private boolean begun;

  CleaningCommit(
      BronzeObjects objects,
      EventParser parser,
      Claims claims,
      TableState silver,
      TableState rejected) {
    this.objects = objects;
    this.parser = parser;
    this.claims = claims;
    this.silver = silver;
    this.rejected = rejected;
    this.silverCursors = Cursors.of(silver);
    this.rejectedCursors = Cursors.of(rejected);
    this.silverRows = new RowWriter(silver);
    this.rejectedRows = new RowWriter(rejected);
  }

  /**
   * Cleans the events of an object that silver does not hold yet, of each shard in the order of the
   * stream. What the Kinesis Producer Library packed in one record stays together, so that a cursor
   * can stand behind any record.
   *
   * @return whether it came to the object's end; otherwise the budget is used up
   */
  boolean consume(ManifestRow object, CommitBudget budget, Deadline deadline)
      throws InterruptedException {
    Map<StreamPosition, String> held = heldRejections(object);
    try (BronzeReader records = objects.open(object, deadline)) {
      do {
        Chunk chunk =
            next(object, records, Math.min(CHUNK_EVENTS, budget.eventsLeft(tally.archived())));
        clean(chunk.events, held, deadline);
        note(object, chunk, !records.hasNext());
      } while (records.hasNext() && isAllowedMore(budget));
      if (records.hasNext()) {
        return false;
      }
    }
    consumed++;
    return true;
  }

  /** What a run that died between its two commits had put among the rejected of an object. */
  private Map<StreamPosition, String> heldRejections(ManifestRow object) {
    String shardId = object.shardId();
    boolean ahead = rejectedCursors.of(shardId).compareTo(silverCursors.of(shardId)) > 0;
    return ahead && rejectedCursors.isPast(shardId, object.firstSequenceNumber())
        ? RejectedTable.held(rejected, object)
        : Map.of();
  }

  /** Records that are cleaned at once, and the events in them. */
  private static final class Chunk {
    private final List<StreamRecord> events = new ArrayList<>();
    private String first = "";
    private String last = "";
    private Instant latestArrival = Instant.MIN;
    private long bytes;

    void add(BronzeRecord record) {
      first = first.isEmpty() ? record.sequenceNumber() : first;
      last = record.sequenceNumber();
      latestArrival = later(latestArrival, record.arrival());
      for (StreamRecord event : record.records()) {
        events.add(event);
        bytes += event.data().length;
      }
    }

    boolean isEmpty() {
      return last.isEmpty();
    }
  }

  /** The next records that silver does not hold, until they have so many events. */
  private Chunk next(ManifestRow object, BronzeReader records, long events) {
    Chunk chunk = new Chunk();
    while (records.hasNext()
        && (chunk.isEmpty() || (chunk.events.size() < events && chunk.bytes < CHUNK_BYTES))) {
      BronzeRecord record = records.next();
      if (!silverCursors.isPast(object.shardId(), record.sequenceNumber())) {
        chunk.add(record);
      }
    }
    return chunk;
  }

  private void note(ManifestRow object, Chunk chunk, boolean atEnd) {
    if (!chunk.isEmpty()) {
      silverCursors.consume(object, chunk.first, chunk.last, atEnd);
      rejectedCursors.consume(object, chunk.first, chunk.last, atEnd);
      latestArrival = later(latestArrival, chunk.latestArrival);
      begun = true;
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private void clean(List<StreamRecord> chunk, Map<StreamPosition, String> held, Deadline deadline)
      throws InterruptedException {
    List<StreamRecord> claimingRecords = new ArrayList<>(chunk.size());
    List<ServiceEvent> claimingEvents = new ArrayList<>(chunk.size());
    List<Claimant> claimants = new ArrayList<>(chunk.size());
    for (StreamRecord record : chunk) {
      String reason = held.get(record.position());
      if (reason != null) {
        tally.rejected(RejectionReason.valueOf(reason.toUpperCase(Locale.ROOT)));
        continue;
      }
      switch (parser.parse(record.data(), record.arrival())) {
        case RejectedEvent event -> reject(record, event);
        case ServiceEvent event -> {
          claimingRecords.add(record);
          claimingEvents.add(event);
          claimants.add(
              new Claimant(
                  event.eventId(),
                  record.position().recordId(),
                  event.contentHash(),
                  record.arrival()));
        }
      }
    }
    List<Claim.Verdict> verdicts = claims.claim(claimants, deadline);
    for (int i = 0; i < verdicts.size(); i++) {
      settle(claimingRecords.get(i), claimingEvents.get(i), verdicts.get(i));
    }
  }

  private void settle(StreamRecord record, ServiceEvent event, Claim.Verdict verdict) {
    switch (verdict.standing()) {
      case FIRST -> {
        Record row = silverRows.newRow();
        SilverTable.fill(row, record, event);
        silverRows.write(row);
        tally.silver();
      }
      case DUPLICATE -> tally.duplicate();
      case CONFLICT ->
          reject(
              record,
              new RejectedEvent(
                  RejectionReason.EVENT_ID_CONFLICT,
                  "event_id held \"%s\", which %s has with other content, expected an id of its own"
                      .formatted(UnicodeText.shown(event.eventId()), verdict.holder()),
                  Optional.of(event.eventId())));
    }
  }

  private void reject(StreamRecord record, RejectedEvent event) {
    Record row = rejectedRows.newRow();
    RejectedTable.fill(row, record, event);
    rejectedRows.write(row);
    tally.rejected(event.reason());
  }

  /**
   * Commits both tables.
   *
   * @param budget is told how long the files took
   * @return false when another run has committed meanwhile, and does this one's work
   */
  boolean commit(CommitBudget budget) {
    long began = System.nanoTime();
    List<DataFile> rejectedFiles = rejectedRows.complete();
    List<DataFile> silverFiles = silverRows.complete();
    budget.wrote(fileCount(), Duration.ofNanos(System.nanoTime() - began));
    return AtomicCommit.commit(
                rejected, change -> add(change, rejectedFiles, rejectedCursors, false))
            .isPresent()
        && AtomicCommit.commit(silver, change -> add(change, silverFiles, silverCursors, true))
            .isPresent();
  }

  private void add(Transaction change, List<DataFile> files, Cursors cursors, boolean withLedger) {
    Map<String, Long> run =
        Map.of(
            "archived", tally.archived(),
            "silver", tally.silverRows(),
            "rejected", tally.rejectedRows(),
            "duplicate", tally.duplicates());
    AppendFiles append = change.newAppend().set("millrace.consumed", cursors.summary());
    run.forEach((name, count) -> append.set("millrace." + name, Long.toString(count)));
    files.forEach(append::appendFile);
    append.commit();
    UpdateProperties properties = change.updateProperties();
    cursors.moveOn(properties);
    if (withLedger) {
      run.forEach(
          (name, count) ->
              properties.set(LEDGER + name, Long.toString(total(LEDGER + name) + count)));
    }
    properties.commit();
  }

  private long total(String property) {
    return silver.property(property).map(Long::parseLong).orElse(0L);
  }

  CleaningTally tally() {
    return tally;
  }

  /** How many objects it has consumed to their end. */
  int objectCount() {
    return consumed;
  }

  /** Whether the budget has room for more. */
  boolean isAllowedMore(CommitBudget budget) {
    return budget.allowsMore(tally.archived(), fileCount());
  }

  private int fileCount() {
    return silverRows.fileCount() + rejectedRows.fileCount();
  }

  /** Whether it has consumed anything. */
  boolean isBegun() {
    return begun;
  }

  Instant latestArrival() {
    return latestArrival;
  }

  @Override
  public void close() {
    try (silverRows;
        rejectedRows) {
      // Both are closed, whatever happens to the first.
    }
  }
}
