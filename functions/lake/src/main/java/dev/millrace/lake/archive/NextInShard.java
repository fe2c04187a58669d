package dev.millrace.lake.archive;

import dev.millrace.tables.bronze.BronzeRecord;

/** What comes next in a shard. */
sealed interface NextInShard {
  /** A record that came before the run began. */
  record Arrived(BronzeRecord bronze) implements NextInShard {}

  /** Nothing more that came before the run began. */
  enum Stop implements NextInShard {
    /** The shard goes on behind here, in the next run. */
    TIP,
    /** The shard is closed and has no more records. */
    END,
    /** There is no time to ask. */
    OUT_OF_TIME
  }
}
