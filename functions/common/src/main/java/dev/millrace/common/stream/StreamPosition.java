package dev.millrace.common.stream;

/**
 * Where a record first stood on a stream: its identity, which replays and redrives keep.
 *
 * @param sequenceNumber a decimal number of up to 56 digits
 * @param subSequenceNumber the index in a KPL-aggregated record, else 0
 */
public record StreamPosition(
    String stream, String shardId, String sequenceNumber, long subSequenceNumber) {
  private static final int SUB_SEQUENCE_NUMBER_DIGITS = 6;

  /** {@code stream/shard/sequence number/sub-sequence number}. */
  public String recordId() {
    return stream + '/' + shardId + '/' + sequenceNumber + '/' + subSequenceNumber;
  }

  /** Sequence and sub-sequence number, zero-padded so that texts compare as the numbers do. */
  public String sortableSequence() {
    String subSequence = Long.toString(subSequenceNumber);
    return SequenceNumbers.padded(sequenceNumber)
        + '/'
        + "0".repeat(Math.max(0, SUB_SEQUENCE_NUMBER_DIGITS - subSequence.length()))
        + subSequence;
  }
}
