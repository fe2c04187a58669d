package dev.millrace.lake.archive;

import java.time.Duration;

/**
 * What one reader takes of a shard. Kinesis allows all readers of a shard together five reads and 2
 * MiB a second; a read of 10 MiB is answered at once and the next five seconds are refused.
 *
 * @param betweenReads the least time from one read to the next
 * @param bytesPerSecond the most that is read on average
 */
record ReadingTimeBudget(Duration betweenReads, long bytesPerSecond) {
  /** Four of the five reads, so that another reader gets a turn. */
  static final ReadingTimeBudget OF_KINESIS =
      new ReadingTimeBudget(Duration.ofMillis(250), 2 * 1024 * 1024);

  /** How long to wait after a read of so many bytes. */
  Duration after(long bytes) {
    Duration transfer = Duration.ofMillis(bytes * 1000 / bytesPerSecond);
    return transfer.compareTo(betweenReads) > 0 ? transfer : betweenReads;
  }
}
