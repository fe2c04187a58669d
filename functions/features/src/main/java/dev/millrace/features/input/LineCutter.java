package dev.millrace.features.input;

import java.io.IOException;

/** Each line that is not blank is a document; its number is the line's, blank ones counted. */
final class LineCutter extends DocumentCutter {
  private final InputBuffer input;

  LineCutter(InputBuffer input) {
    this.input = input;
  }

  @Override
  boolean next() throws IOException {
    while (input.has(0)) {
      int searched = 0;
      int feed = Bytes.indexOf(input.bytes(), (byte) '\n', input.position(), input.limit());
      while (feed < 0) {
        searched = input.limit() - input.position();
        if (!input.fill()) {
          break;
        }
        feed =
            Bytes.indexOf(input.bytes(), (byte) '\n', input.position() + searched, input.limit());
      }
      int begin = input.position();
      int stop = feed < 0 ? input.limit() : feed;
      input.moveTo(feed < 0 ? stop : feed + 1);
      number(number() + 1);
      if (!isBlank(input.bytes(), begin, stop)) {
        return document(input.bytes(), begin, input.bytes()[stop - 1] == '\r' ? stop - 1 : stop);
      }
    }
    return false;
  }

  /** Puts all whole lines that the buffer holds, at least one, into a chunk. */
  boolean nextChunk(DocumentChunk chunk) throws IOException {
    input.readAhead(DocumentChunk.BYTES);
    int end = afterLastFeed();
    while (end == input.position() && input.fill()) {
      end = afterLastFeed();
    }
    if (end == input.position()) {
      end = input.limit();
    }
    if (end == input.position()) {
      return false;
    }
    chunk.fillWithLines(input, end);
    return true;
  }

  private int afterLastFeed() {
    int end = input.limit();
    while (end > input.position() && input.bytes()[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  private static boolean isBlank(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (!InputBuffer.isSpace(bytes[at])) {
        return false;
      }
    }
    return true;
  }
}
