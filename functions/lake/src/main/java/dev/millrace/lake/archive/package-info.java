/** Streams to bronze: checkpoints, the order of shards, reading them, and what a run came to. */
package dev.millrace.lake.archive;
