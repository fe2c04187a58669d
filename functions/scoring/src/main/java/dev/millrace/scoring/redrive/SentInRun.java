package dev.millrace.scoring.redrive;

import dev.millrace.common.LeastRecentlyUsed;
import java.util.Map;

/**
 * The records that a run has sent, the latest of them: a record stands in two objects when a batch
 * was cut differently at a replay, and such objects lie near each other. One that is forgotten is
 * sent twice, which is harmless.
 */
final class SentInRun {
  private final Map<String, Integer> redrivesByRecordId;

  SentInRun(int remembered) {
    this.redrivesByRecordId = new LeastRecentlyUsed<>(remembered);
  }

  void add(FailedRecord record) {
    redrivesByRecordId.put(record.recordId(), record.redrives());
  }

  /** Whether this run sent the record, in this or a later state. */
  boolean covers(FailedRecord record) {
    Integer sent = redrivesByRecordId.get(record.recordId());
    return sent != null && sent >= record.redrives();
  }

  /** Whether this run sent the record, and it has failed again since. */
  boolean precedes(FailedRecord record) {
    Integer sent = redrivesByRecordId.get(record.recordId());
    return sent != null && sent < record.redrives();
  }
}
