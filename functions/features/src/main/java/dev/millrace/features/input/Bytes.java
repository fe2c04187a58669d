package dev.millrace.features.input;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searching bytes, eight at a time. */
final class Bytes {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private Bytes() {}

  /** The first place of a byte from {@code from} to before {@code to}; -1 when it is not there. */
  static int indexOf(byte[] bytes, byte wanted, int from, int to) {
    long pattern = (wanted & 0xffL) * ONES;
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long difference = (long) LONG.get(bytes, at) ^ pattern;
      // The lowest bit that is set marks the first zero byte (Hacker's Delight, 6-1).
      long zeros = (difference - ONES) & ~difference & HIGHS;
      if (zeros != 0) {
        return at + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
      }
    }
    for (; at < to; at++) {
      if (bytes[at] == wanted) {
        return at;
      }
    }
    return -1;
  }
}
