package dev.millrace.lake.cleaning;

import java.time.Instant;

/**
 * A record that claims an event's id.
 *
 * @param position its record id, {@code stream/shard/sequence number/sub-sequence number}
 */
record Claimant(String eventId, String position, String contentHash, Instant arrival) {}
