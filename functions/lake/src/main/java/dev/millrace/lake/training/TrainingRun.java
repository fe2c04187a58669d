package dev.millrace.lake.training;

import dev.millrace.lake.training.TrainingRequest.Source;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A run and how far it is.
 *
 * @param from the first arrival
 * @param to the first arrival that is not in it
 * @param parts how many objects of bronze it reads
 * @param partsDone how many of them have their rows written
 * @param rows in the parts that are done, likewise the rest; from the commit on those of the set,
 *     in which a record is once
 * @param quarantined records that are no session
 * @param skewed rows whose served features differ from the recomputed ones; 0 unless serving and
 *     training disagree
 * @param snapshotId of the table, from the commit on
 */
record TrainingRun(
    String id,
    Instant from,
    Instant to,
    Source source,
    int parts,
    int partsDone,
    long rows,
    long quarantined,
    long skewed,
    OptionalLong snapshotId) {

  boolean isBuilt() {
    return partsDone == parts;
  }

  boolean covers(Instant arrival) {
    return !arrival.isBefore(from) && arrival.isBefore(to);
  }

  /**
   * An object of bronze that a run reads.
   *
   * @param result what was written, once the part is done
   */
  record Part(int number, String objectKey, Optional<PartResult> result) {}

  /**
   * What a part gave.
   *
   * @param files its data files, as {@link PartFiles} writes them
   * @param quarantineFiles those of what it could not use
   */
  record PartResult(
      String files, String quarantineFiles, long rows, long quarantined, long skewed) {}
}
