package dev.millrace.tables.bronze;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Bytes in memory that grow without being copied, and are read as often as is wanted. */
final class Chunks extends OutputStream {
  private static final int CHUNK = 256 * 1024;

  private final List<byte[]> full = new ArrayList<>();
  private byte[] last = new byte[CHUNK];
  private int used;

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int written = 0;
    while (written < length) {
      if (used == CHUNK) {
        full.add(last);
        last = new byte[CHUNK];
        used = 0;
      }
      int part = Math.min(length - written, CHUNK - used);
      System.arraycopy(bytes, offset + written, last, used, part);
      used += part;
      written += part;
    }
  }

  long size() {
    return (long) full.size() * CHUNK + used;
  }

  InputStream open() {
    List<InputStream> parts = new ArrayList<>(full.size() + 1);
    full.forEach(chunk -> parts.add(new ByteArrayInputStream(chunk)));
    parts.add(new ByteArrayInputStream(last, 0, used));
    return new SequenceInputStream(Collections.enumeration(parts));
  }
}
