package dev.millrace.scoring.redrive;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.StreamWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Redrives one object, in its order: a chunk is put on the stream, then marked, then the next. */
final class ObjectRedrive {
  private static final int CHUNK_RECORDS = 500;
  private static final int CHUNK_BYTES = 4 * 1024 * 1024;

  private final String key;
  private final Target target;
  private final RedriveTally tally;
  private final Map<String, FailedRecord> chunk = new LinkedHashMap<>();
  private final Set<String> sentElsewhere = new HashSet<>();
  private RedriveProgressTable.Stored stored;
  private int chunkBytes;
  private boolean whole = true;

  /**
   * Where records go.
   *
   * @param recordBytes the most that the stream takes a record, its partition key included
   * @param sending when the last chunk must have been put
   * @param marking when its mark must have been written: later, as what is sent has to be marked
   */
  record Target(
      String stream,
      int recordBytes,
      StreamWriter writer,
      RedriveProgressTable marks,
      SentInRun sentInRun,
      Deadline sending,
      Deadline marking) {}

  ObjectRedrive(String key, RedriveProgressTable.Stored stored, Target target, RedriveTally tally) {
    this.key = key;
    this.stored = stored;
    this.target = target;
    this.tally = tally;
  }

  /**
   * Sends what is left; false when the deadline or the stream cut it short.
   *
   * @throws UncheckedIOException when the object cannot be read to its end; what was read is sent
   */
  boolean run(Iterator<RedriveEntry> entries) {
    while (hasNext(entries)) {
      if (target.sending().hasPassed()) {
        return false;
      }
      take(entries.next());
      if (isChunkFull() && !send(false)) {
        return false;
      }
    }
    return send(whole);
  }

  private boolean hasNext(Iterator<RedriveEntry> entries) {
    try {
      return entries.hasNext();
    } catch (UncheckedIOException broken) {
      if (!target.sending().hasPassed()) {
        send(false);
      }
      throw broken;
    }
  }

  private void take(RedriveEntry entry) {
    switch (entry) {
      case FailedRecord record when !record.position().stream().equals(target.stream()) -> {
        whole = false;
        tally.otherStream(record.position().stream(), key);
      }
      case FailedRecord record when record.bytesOnStream() > target.recordBytes() -> {
        whole = false;
        tally.unreadable(
            key,
            "record %s has %d bytes together with its redrive key; expected at most %d, which the stream takes"
                .formatted(record.recordId(), record.bytesOnStream(), target.recordBytes()));
      }
      case FailedRecord record -> take(record);
      case RedriveEntry.OtherReason(String recordId) -> whole &= isMarked(recordId);
      case RedriveEntry.Unreadable(String why) -> {
        whole = false;
        tally.unreadable(key, why);
      }
    }
  }

  private void take(FailedRecord record) {
    String recordId = record.recordId();
    if (isMarked(recordId) || chunk.containsKey(recordId) || sentElsewhere.contains(recordId)) {
      tally.alreadySent(1);
    } else if (target.sentInRun().covers(record)) {
      sentElsewhere.add(recordId);
      tally.alreadySent(1);
    } else if (target.sentInRun().precedes(record)) {
      // It failed again while this run lasts: the next run's, or a run might never end.
      whole = false;
    } else {
      chunk.put(recordId, record);
      chunkBytes += record.data().length;
    }
  }

  private boolean isMarked(String recordId) {
    return stored.mark().recordIds().contains(recordId);
  }

  private boolean isChunkFull() {
    return chunk.size() == CHUNK_RECORDS || chunkBytes >= CHUNK_BYTES;
  }

  private boolean send(boolean complete) {
    List<FailedRecord> records = List.copyOf(chunk.values());
    BitSet left = put(records);
    Set<String> marked = new HashSet<>(sentElsewhere);
    for (int i = left.nextClearBit(0); i < records.size(); i = left.nextClearBit(i + 1)) {
      marked.add(records.get(i).recordId());
      target.sentInRun().add(records.get(i));
    }
    tally.sent(records.size() - left.cardinality());
    // Killed here, the chunk is on the stream and not marked: the next run sends it again. That
    // changes nothing, as scoring is conditional on a record's identity and order, which its key
    // keeps; marking first would lose the chunk instead.
    if (!marked.isEmpty() || complete) {
      stored =
          target.marks().add(key, stored, marked, complete && left.isEmpty(), target.marking());
    }
    chunk.clear();
    sentElsewhere.clear();
    chunkBytes = 0;
    return left.isEmpty();
  }

  private BitSet put(List<FailedRecord> records) {
    List<StreamWriter.Entry> entries = new ArrayList<>(records.size());
    for (FailedRecord record : records) {
      entries.add(record.toPut());
    }
    return target.writer().put(target.stream(), entries, target.sending());
  }
}
