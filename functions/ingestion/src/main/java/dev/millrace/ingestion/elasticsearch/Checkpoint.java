package dev.millrace.ingestion.elasticsearch;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a source has been read: each document of an earlier time than the position is on the
 * stream, as far as the cluster had it by then.
 *
 * @param position to the millisecond
 * @param revision grows by one with each move; 0 where there is none yet
 * @param window key of the object that tells which documents of the overlap were sent; empty where
 *     there is none
 */
record Checkpoint(Instant position, long revision, Optional<String> window) {
  /** The next one. */
  Checkpoint moved(Instant to, Optional<String> newWindow) {
    return new Checkpoint(to, revision + 1, newWindow);
  }
}
