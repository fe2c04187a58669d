package dev.millrace.common.stream;

import java.time.Instant;

/**
 * One record of a Kinesis event.
 *
 * @param position its identity: for a redriven record, where it first stood
 * @param deliveredSequenceNumber the sequence number that it was delivered under, which a batch
 *     item failure names
 * @param redrives how often it has been redriven
 * @param arrival when the stream took it first, to the millisecond
 * @param data what arrived, byte for byte; not to be modified
 */
public record StreamRecord(
    StreamPosition position,
    String deliveredSequenceNumber,
    int redrives,
    String partitionKey,
    Instant arrival,
    byte[] data) {}
