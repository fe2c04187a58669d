package dev.millrace.common.stream;

/** The two spellings of a sequence number: as Kinesis gives it, and as a text that sorts. */
public final class SequenceNumbers {
  private static final int DIGITS = 60;

  private SequenceNumbers() {}

  /** Zero-padded to 60 digits, so that texts compare as the numbers do. */
  public static String padded(String sequenceNumber) {
    return "0".repeat(Math.max(0, DIGITS - sequenceNumber.length())) + sequenceNumber;
  }

  /** Without leading zeros, as Kinesis gives and takes it. */
  public static String plain(String padded) {
    int start = 0;
    while (start < padded.length() - 1 && padded.charAt(start) == '0') {
      start++;
    }
    return padded.substring(start);
  }
}
