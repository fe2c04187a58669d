package dev.millrace.ingestion.fetch.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.util.function.LongConsumer;

/** Reads so many bytes at most, and says how many came. Not thread-safe. */
final class BoundedStream extends FilterInputStream {
  private final long maximum;
  private final LongConsumer arrived;
  private long count;

  /** More came than the bound allows. */
  static final class Exceeded extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    Exceeded(long maximum) {
      super("more than %d bytes".formatted(maximum));
    }
  }

  /**
   * A stream of at most {@code maximum} bytes.
   *
   * @param arrived is told how many bytes each read brought
   */
  BoundedStream(InputStream in, long maximum, LongConsumer arrived) {
    super(in);
    this.maximum = maximum;
    this.arrived = arrived;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      count(1);
    }
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = super.read(target, offset, length);
    if (read > 0) {
      count(read);
    }
    return read;
  }

  private void count(int read) throws IOException {
    count += read;
    arrived.accept(read);
    if (count > maximum) {
      throw new Exceeded(maximum);
    }
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
