package dev.millrace.scoring.backfill;

import dev.millrace.runs.RunCounts;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of the records that were read, each counted once.
 *
 * @param predicted whose prediction is stored, by this run or an attempt of it before
 * @param duplicate whose content was stored as of another record, by this version or a newer one
 * @param superseded of whose document a later state is stored
 * @param invalid that the version can never score
 * @param failed whose place in the table holds something that scoring did not write
 */
record BackfillCounts(
    long read, long predicted, long duplicate, long superseded, long invalid, long failed) {
  static final BackfillCounts NONE = new BackfillCounts(0, 0, 0, 0, 0, 0);

  BackfillCounts plus(BackfillCounts others) {
    return new BackfillCounts(
        read + others.read,
        predicted + others.predicted,
        duplicate + others.duplicate,
        superseded + others.superseded,
        invalid + others.invalid,
        failed + others.failed);
  }

  /** By their names, in their order. */
  Map<String, Long> byName() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("read", read);
    counts.put("predicted", predicted);
    counts.put("duplicate", duplicate);
    counts.put("superseded", superseded);
    counts.put("invalid", invalid);
    counts.put("failed", failed);
    return counts;
  }

  RunCounts ofRun() {
    return new RunCounts(byName());
  }
}
