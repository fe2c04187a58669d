package dev.millrace.training.run;

import java.time.Duration;

/**
 * What bounds a run.
 *
 * @param maximumAge after which a run that is not committed is given up: below the age at which
 *     files that no snapshot names are deleted
 * @param parts the most objects of bronze that a run reads
 * @param bucketRecords how many records a bucket gets, more or less; their hashes are in memory at
 *     once, 32 to 64 bytes each
 * @param buckets the most buckets
 */
public record TrainingLimits(Duration maximumAge, int parts, int bucketRecords, int buckets) {
  private static final int PARTS = 100_000;
  private static final int BUCKET_RECORDS = 4_000_000;
  private static final int BUCKETS = 1_000;

  /** The limits of runs of this age at most; the others are those of production. */
  public static TrainingLimits ofAge(Duration maximumAge) {
    return new TrainingLimits(maximumAge, PARTS, BUCKET_RECORDS, BUCKETS);
  }
}
