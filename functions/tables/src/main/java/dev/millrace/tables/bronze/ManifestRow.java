package dev.millrace.tables.bronze;

import java.time.Instant;

/**
 * What the manifest says of one object of bronze.
 *
 * @param firstSequenceNumber as Kinesis gives it: without leading zeros; the last likewise
 * @param recordCount how many lines the object has, at least 1
 * @param bytes its compressed size
 * @param firstArrival the earliest arrival in it
 * @param lastArrival the latest arrival in it, in the same hour (UTC)
 */
public record ManifestRow(
    String stream,
    String shardId,
    String firstSequenceNumber,
    String lastSequenceNumber,
    String objectKey,
    long recordCount,
    long bytes,
    Instant firstArrival,
    Instant lastArrival) {}
