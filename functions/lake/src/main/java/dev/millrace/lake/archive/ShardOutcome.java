package dev.millrace.lake.archive;

import java.time.Duration;
import java.util.Optional;

/**
 * What a run came to in one shard.
 *
 * @param records how many records the run's checkpoint moved past
 * @param objects how many objects they stand in
 * @param bytes the objects' compressed size
 * @param lag the age of the oldest record that is not archived, zero when there is none; empty when
 *     nothing was read
 */
record ShardOutcome(Ending ending, long records, int objects, long bytes, Optional<Duration> lag) {
  /** How the run ended in the shard. */
  enum Ending {
    /** It is archived to the tip that it had when the run began. */
    TIP,
    /** It is closed and archived to its end. */
    END,
    /** Time ran out. */
    OUT_OF_TIME,
    /** Another run moved the checkpoint meanwhile, and goes on with the shard. */
    OVERTAKEN
  }
}
