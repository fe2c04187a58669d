package dev.millrace.inference;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Goes over the fields of a message in Protocol Buffers' format, and copies nothing. */
final class ProtocolBuffer {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final int LONGEST_VARINT = 10;

  private ProtocolBuffer() {}

  /** Gets the fields in their order; it passes over those that it does not know. */
  interface Fields {
    /** A message, a text or packed numbers. */
    void bytes(int field, ByteBuffer value);

    /** A number of variable length. */
    default void number(int field, long value) {}
  }

  /**
   * Reads a message to its end.
   *
   * @throws IllegalArgumentException when it is none, or is cut off
   */
  static void read(ByteBuffer message, Fields fields) {
    ByteBuffer in = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    try {
      while (in.hasRemaining()) {
        long key = varint(in);
        int field = (int) (key >>> 3);
        switch ((int) key & 7) {
          case VARINT -> fields.number(field, varint(in));
          case FIXED64 -> in.getLong();
          case FIXED32 -> in.getInt();
          case BYTES -> {
            int length = Math.toIntExact(varint(in));
            fields.bytes(field, in.slice(in.position(), length));
            in.position(in.position() + length);
          }
          default -> throw new IllegalArgumentException("no field begins at " + in.position());
        }
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException | ArithmeticException e) {
      throw new IllegalArgumentException("the message is cut off", e);
    }
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      long next = in.get();
      value |= (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number is too long");
  }
}
