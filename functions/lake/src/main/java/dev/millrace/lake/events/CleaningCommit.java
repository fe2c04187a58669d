package dev.millrace.lake.events;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.lake.bronze.BronzeObjects;
import dev.millrace.lake.bronze.BronzeReader;
import dev.millrace.lake.bronze.ManifestRow;
import dev.millrace.lake.table.AtomicCommit;
import dev.millrace.lake.table.LakeTable;
import dev.millrace.lake.table.RowWriter;
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
 * The objects that one pair of commits consumes, cleaned as they are read: memory holds a chunk of
 * events and the files being written. The rejected events are committed first. What a run that died
 * between the two had put there is found, counted and not written again; the other events of those
 * objects are claimed by their own positions already, so that they come to the same again.
 */
final class CleaningCommit implements AutoCloseable {
  private static final int CHUNK_EVENTS = 4_000;
  private static final int CHUNK_BYTES = 8 * 1024 * 1024;
  private static final String LEDGER = "millrace.ledger.";

  private final BronzeObjects objects;
  private final EventParser parser;
  private final Claims claims;
  private final LakeTable silver;
  private final LakeTable rejected;
  private final Cursors silverCursors;
  private final Cursors rejectedCursors;
  private final RowWriter silverRows;
  private final RowWriter rejectedRows;
  private final Tally tally = new Tally();
  private Instant latestArrival = Instant.MIN;
  private int consumed;

  CleaningCommit(
      BronzeObjects objects,
      EventParser parser,
      Claims claims,
      LakeTable silver,
      LakeTable rejected) {
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

  /** Cleans the events of an object, of each shard in the order of the stream. */
  void consume(ManifestRow object, Deadline deadline) throws InterruptedException {
    Map<StreamPosition, String> held =
        rejectedCursors.isPast(object) ? RejectedTable.held(rejected, object) : Map.of();
    try (BronzeReader records = objects.open(object, deadline)) {
      List<StreamRecord> chunk = new ArrayList<>();
      long bytes = 0;
      while (records.hasNext()) {
        for (StreamRecord event : records.next().records()) {
          chunk.add(event);
          bytes += event.data().length;
        }
        if (chunk.size() >= CHUNK_EVENTS || bytes >= CHUNK_BYTES) {
          clean(chunk, held, deadline);
          chunk.clear();
          bytes = 0;
        }
      }
      clean(chunk, held, deadline);
    }
    silverCursors.consume(object);
    rejectedCursors.consume(object);
    latestArrival =
        object.lastArrival().isAfter(latestArrival) ? object.lastArrival() : latestArrival;
    consumed++;
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
                      .formatted(Shown.of(event.eventId()), verdict.holder()),
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
   * @return false when another run has committed meanwhile, and does this one's work
   */
  boolean commit() {
    List<DataFile> rejectedFiles = rejectedRows.complete();
    List<DataFile> silverFiles = silverRows.complete();
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

  Tally tally() {
    return tally;
  }

  int objects() {
    return consumed;
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
