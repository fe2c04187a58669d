package dev.millrace.inference;

/**
 * How much memory a loaded version counts for. The registry, the routing and the server that loads
 * it all reckon by this.
 */
public final class ModelMemory {
  /** Of a byte of {@code model.onnx}. */
  public static final int FACTOR = 3;

  /** Of a session, however small its file is. */
  public static final long BASE_BYTES = 4L << 20;

  private ModelMemory() {}

  /**
   * The bytes that a version counts for.
   *
   * @param fileBytes the length of its {@code model.onnx}
   */
  public static long bytes(long fileBytes) {
    if (fileBytes < 0) {
      throw new IllegalArgumentException("A file of %d bytes".formatted(fileBytes));
    }
    return BASE_BYTES + Math.multiplyExact(FACTOR, fileBytes);
  }

  /** Bytes in words: whole megabytes (2^20 bytes), rounded up. */
  public static String shown(long bytes) {
    return "%d MB".formatted(Math.ceilDiv(bytes, 1L << 20));
  }
}
