package dev.millrace.scoring.redrive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Cuts a stream into lines; holds one line and one buffer in memory, however long the stream. */
final class ObjectLines {
  private static final int BUFFER = 64 * 1024;

  private final InputStream stream;
  private final int longest;
  private final byte[] buffer = new byte[BUFFER];
  private int start;
  private int end;

  /**
   * @param longest the most bytes that a line may have, its end not counted
   */
  ObjectLines(InputStream stream, int longest) {
    this.stream = stream;
    this.longest = longest;
  }

  /**
   * The next line without its end; empty at the end of the stream.
   *
   * @throws TooLong when the line is; it is skipped then
   */
  Optional<byte[]> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean any = false;
    long length = 0;
    while (filled()) {
      any = true;
      int from = start;
      while (start < end && buffer[start] != '\n') {
        start++;
      }
      length += start - from;
      if (length <= longest) {
        line.write(buffer, from, start - from);
      }
      if (start < end) {
        start++;
        break;
      }
    }
    if (length > longest) {
      throw new TooLong(length, longest);
    }
    return any ? Optional.of(line.toByteArray()) : Optional.empty();
  }

  private boolean filled() throws IOException {
    if (start < end) {
      return true;
    }
    start = 0;
    end = Math.max(stream.read(buffer), 0);
    return end > 0;
  }

  /** A line that is longer than allowed. */
  static final class TooLong extends IOException {
    private static final long serialVersionUID = 1;

    TooLong(long length, int longest) {
      super("it has %d bytes; expected at most %d".formatted(length, longest));
    }
  }
}
