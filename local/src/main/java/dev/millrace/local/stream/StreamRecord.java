package dev.millrace.local.stream;

import java.math.BigInteger;
import java.time.Instant;

/** A record of a shard between its reading and the end of its processing. */
final class StreamRecord {
  private final String partitionKey;
  private final BigInteger sequenceNumber;
  private final Instant arrival;
  private final byte[] data;
  // Written by the one thread that delivers the record.
  private int deliveries;

  StreamRecord(String partitionKey, BigInteger sequenceNumber, Instant arrival, byte[] data) {
    this.partitionKey = partitionKey;
    this.sequenceNumber = sequenceNumber;
    this.arrival = arrival;
    this.data = data;
  }

  String partitionKey() {
    return partitionKey;
  }

  BigInteger sequenceNumber() {
    return sequenceNumber;
  }

  Instant arrival() {
    return arrival;
  }

  byte[] data() {
    return data;
  }

  /** Counts a delivery and says how many there were before it. */
  int countDelivery() {
    return deliveries++;
  }
}
