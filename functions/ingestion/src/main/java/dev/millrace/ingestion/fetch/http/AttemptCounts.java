package dev.millrace.ingestion.fetch.http;

/** What an attempt has brought so far. Not thread-safe. */
final class AttemptCounts {
  private long bytes;
  private int status;

  void arrived(long count) {
    bytes += count;
  }

  void answered(int answer) {
    status = answer;
  }

  long bytes() {
    return bytes;
  }

  int status() {
    return status;
  }
}
