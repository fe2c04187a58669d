package dev.millrace.features.field;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Finds a name in UTF-8 among a few by its length and its first and last eight bytes: a name that
 * is not wanted costs no comparison of its text. Immutable.
 */
final class NameTable {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

  private final byte[][] names;
  private final long[] firsts;
  private final long[] lasts;
  private final int[] indices;
  private final int mask;

  /** Of each length modulo 64, whether a name has it: most names that are not wanted end there. */
  private final long lengths;

  NameTable(List<String> wanted) {
    int capacity = Integer.highestOneBit(Math.max(1, wanted.size()) * 4 - 1) << 1;
    names = new byte[capacity][];
    firsts = new long[capacity];
    lasts = new long[capacity];
    indices = new int[capacity];
    mask = capacity - 1;
    long seenLengths = 0;
    for (int i = 0; i < wanted.size(); i++) {
      byte[] name = wanted.get(i).getBytes(StandardCharsets.UTF_8);
      long first = first(name, 0, name.length);
      long last = last(name, 0, name.length, first);
      seenLengths |= 1L << name.length;
      int place = place(first, last, name.length);
      while (names[place] != null) {
        place = place + 1 & mask;
      }
      names[place] = name;
      firsts[place] = first;
      lasts[place] = last;
      indices[place] = i;
    }
    lengths = seenLengths;
  }

  /** The place in the list of the name that is this range of bytes; -1 for any other. */
  int indexOf(byte[] buffer, int start, int end) {
    int length = end - start;
    if ((lengths >>> length & 1) == 0) {
      return -1;
    }
    long first = first(buffer, start, length);
    long last = last(buffer, start, length, first);
    for (int place = place(first, last, length); names[place] != null; place = place + 1 & mask) {
      byte[] name = names[place];
      if (firsts[place] == first
          && lasts[place] == last
          && name.length == length
          && (length <= 2 * Long.BYTES || Arrays.equals(name, 0, length, buffer, start, end))) {
        return indices[place];
      }
    }
    return -1;
  }

  int indexOf(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return indexOf(bytes, 0, bytes.length);
  }

  private int place(long first, long last, int length) {
    long hash = (first ^ Long.rotateLeft(last, 29) ^ length) * MULTIPLIER;
    return (int) (hash >>> 40) & mask;
  }

  /** Up to eight bytes from the name's first. */
  private static long first(byte[] buffer, int start, int length) {
    if (length >= Long.BYTES) {
      return (long) LONGS.get(buffer, start);
    }
    if (start + Long.BYTES <= buffer.length) {
      return length == 0
          ? 0
          : (long) LONGS.get(buffer, start) & (-1L >>> (Long.SIZE - Byte.SIZE * length));
    }
    long packed = 0;
    for (int i = 0; i < length; i++) {
      packed |= (buffer[start + i] & 0xFFL) << (Byte.SIZE * i);
    }
    return packed;
  }

  private static long last(byte[] buffer, int start, int length, long first) {
    return length >= Long.BYTES ? (long) LONGS.get(buffer, start + length - Long.BYTES) : first;
  }
}
