package dev.millrace.features.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Strict UTF-8: Jackson's parser lets overlong forms and encoded surrogates pass. */
public final class Utf8 {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long SIGN_BITS = 0x8080_8080_8080_8080L;

  private Utf8() {}

  /**
   * Where the first sequence starts that is not well-formed, by table 3-7 of the Unicode standard;
   * -1 when all are.
   */
  public static int firstMalformed(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (bytes[at] >= 0) {
        at = skipAscii(bytes, at, to);
      } else {
        int length = sequenceLength(bytes, at, to);
        if (length == 0) {
          return at;
        }
        at += length;
      }
    }
    return -1;
  }

  /**
   * Behind the sequences past ASCII that begin here, at the next ASCII byte or the end; -1 where
   * one of them is not well-formed.
   */
  static int sequencesEnd(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] < 0) {
      int length = sequenceLength(bytes, at, to);
      if (length == 0) {
        return -1;
      }
      at += length;
    }
    return at;
  }

  private static int skipAscii(byte[] bytes, int from, int to) {
    int at = from;
    while (at + 4 * Long.BYTES <= to && (fourLongs(bytes, at) & SIGN_BITS) == 0) {
      at += 4 * Long.BYTES;
    }
    while (at < to && bytes[at] >= 0) {
      at++;
    }
    return at;
  }

  private static long fourLongs(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at)
        | (long) LONGS.get(bytes, at + Long.BYTES)
        | (long) LONGS.get(bytes, at + 2 * Long.BYTES)
        | (long) LONGS.get(bytes, at + 3 * Long.BYTES);
  }

  /** Of the sequence that starts with a byte past ASCII; 0 when it is malformed or cut. */
  private static int sequenceLength(byte[] bytes, int at, int to) {
    int lead = bytes[at] & 0xFF;
    int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length == 0 || at + length > to) {
      return 0;
    }
    int second = bytes[at + 1] & 0xFF;
    int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < lowest || second > highest) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
