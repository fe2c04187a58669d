package dev.millrace.ingestion.job.source;

/**
 * What has been counted of a source in all. Immutable.
 *
 * @param rowsIn rows that the source's pages held
 * @param rowsOut rows that came of them: staged, and once they are stored, stored
 * @param rowsRejected rows that failed a rule
 * @param attempts requests that were sent, those that failed too
 * @param bytes of the pages, unpacked
 * @param responseMillis the time that answers took, in milliseconds
 */
public record SourceCounts(
    long rowsIn, long rowsOut, long rowsRejected, long attempts, long bytes, long responseMillis) {
  public static final SourceCounts NONE = new SourceCounts(0, 0, 0, 0, 0, 0);

  /** With one more request. */
  public SourceCounts afterAttempt(long millis) {
    return new SourceCounts(
        rowsIn, rowsOut, rowsRejected, attempts + 1, bytes, responseMillis + millis);
  }

  /** With one more page. */
  public SourceCounts afterPage(long in, long out, long rejected, long pageBytes) {
    return new SourceCounts(
        rowsIn + in,
        rowsOut + out,
        rowsRejected + rejected,
        attempts,
        bytes + pageBytes,
        responseMillis);
  }

  /** With the rows that the dataset took. */
  public SourceCounts stored(long rows) {
    return new SourceCounts(rowsIn, rows, rowsRejected, attempts, bytes, responseMillis);
  }
}
