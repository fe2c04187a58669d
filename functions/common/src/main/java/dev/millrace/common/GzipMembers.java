package dev.millrace.common;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * What gzip has packed, one member or several. Unlike the JDK's, this stream takes bytes that are
 * no member, or a member that is cut in its header, for the fault that they are: they would be left
 * out without a word. Zero bytes at the end are padding. Not thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</a>
 */
public final class GzipMembers extends InputStream {
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int HEADER_CHECKSUM = 1 << 1;
  private static final int EXTRA_FIELD = 1 << 2;
  private static final int NAME = 1 << 3;
  private static final int COMMENT = 1 << 4;
  private static final int RESERVED = 0xE0;
  private static final int DEFLATE = 8;

  private final InputStream packed;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final Inflater inflater = new Inflater(true);
  private final CRC32 content = new CRC32();
  private final CRC32 header = new CRC32();
  private int position;
  private int limit;
  private long earlier;
  private long members;
  private boolean inMember;
  private boolean ended;

  /**
   * A stream of what is packed.
   *
   * @param packed closed with this
   */
  public GzipMembers(InputStream packed) {
    this.packed = Objects.requireNonNull(packed);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  /**
   * Reads what is packed.
   *
   * @throws ZipException when the gzip is broken or cut; its message is a clause for the user
   */
  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, target.length);
    if (count == 0) {
      return 0;
    }
    while (!ended) {
      if (inMember) {
        int read = inflate(target, offset, count);
        if (read > 0) {
          return read;
        }
      } else if (members > 0 && isPaddedToTheEnd()) {
        ended = true;
      } else {
        beginMember();
      }
    }
    return -1;
  }

  private int inflate(byte[] target, int offset, int count) throws IOException {
    int read;
    try {
      read = inflater.inflate(target, offset, count);
    } catch (DataFormatException damaged) {
      throw new ZipException("the gzip is damaged before byte %d".formatted(earlier + position));
    }
    content.update(target, offset, read);
    if (inflater.finished()) {
      position -= inflater.getRemaining();
      endMember();
    } else if (read == 0) {
      if (inflater.needsDictionary()) {
        throw new ZipException("the gzip needs a dictionary, which gzip does not have");
      }
      requireMore();
      giveToInflater();
    }
    return read;
  }

  private void beginMember() throws IOException {
    header.reset();
    long begin = earlier + position;
    if (headerByte() != 0x1F || headerByte() != 0x8B || headerByte() != DEFLATE) {
      throw new ZipException("at byte %d begins no gzip member".formatted(begin));
    }
    int flags = headerByte();
    if ((flags & RESERVED) != 0) {
      throw new ZipException("the gzip member at byte %d has unknown flags".formatted(begin));
    }
    skipHeader(6);
    if ((flags & EXTRA_FIELD) != 0) {
      skipHeader(headerByte() | headerByte() << Byte.SIZE);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CHECKSUM) != 0) {
      long expected = header.getValue() & 0xFFFF;
      requireChecksum(expected, headerByte() | headerByte() << Byte.SIZE);
    }
    members++;
    inMember = true;
    content.reset();
    inflater.reset();
    giveToInflater();
  }

  private void endMember() throws IOException {
    long length = inflater.getBytesWritten() & 0xFFFF_FFFFL;
    requireChecksum(content.getValue(), trailer());
    requireChecksum(length, trailer());
    inMember = false;
  }

  private void requireChecksum(long expected, long held) throws IOException {
    if (expected != held) {
      throw new ZipException(
          "the gzip is damaged: the checksum before byte %d is not that of the content"
              .formatted(earlier + position));
    }
  }

  private long trailer() throws IOException {
    long value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      value |= (long) headerByte() << shift;
    }
    return value;
  }

  private void skipHeader(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      headerByte();
    }
  }

  private void skipText() throws IOException {
    while (headerByte() != 0) {
      // Names and comments say nothing about the content.
    }
  }

  private int headerByte() throws IOException {
    requireMore();
    int value = buffer[position++] & 0xFF;
    header.update(value);
    return value;
  }

  private void giveToInflater() {
    inflater.setInput(buffer, position, limit - position);
    position = limit;
  }

  private void requireMore() throws IOException {
    if (position == limit && !fill()) {
      throw new ZipException("the gzip ends at byte %d, before it is complete".formatted(earlier));
    }
  }

  private boolean isPaddedToTheEnd() throws IOException {
    while (position < limit || fill()) {
      if (buffer[position] != 0) {
        return false;
      }
      position++;
    }
    return true;
  }

  private boolean fill() throws IOException {
    earlier += limit;
    position = 0;
    limit = Math.max(0, packed.read(buffer));
    return limit > 0;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    packed.close();
  }
}
