package dev.millrace.inference;

/**
 * How much memory a loaded version counts for at least, by the size of its file. A file of 40 MiB
 * of weights took 43 MiB once it was loaded, and twice its size while it was (resident memory of
 * the model server on Linux, x86-64); the two sample models, of 50 and 106 KB, under 1 MiB each. A
 * validation may measure more for a version: then that counts where routes are checked.
 */
public final class ModelMemory {
  /** Of a byte of {@code model.onnx}: what loading takes. */
  public static final int FACTOR = 2;

  /** Of a session, however small its file is. */
  public static final long BASE_BYTES = 2L << 20;

  private ModelMemory() {}

  /**
   * The bytes that a version counts for.
   *
   * @param fileBytes the length of its {@code model.onnx}
   */
  public static long bytes(long fileBytes) {
    if (fileBytes < 0) {
      throw new IllegalArgumentException(
          "A file of %d bytes; expected 0 or more".formatted(fileBytes));
    }
    return BASE_BYTES + Math.multiplyExact(FACTOR, fileBytes);
  }

  /** Bytes in words: whole megabytes (2^20 bytes), rounded up. */
  public static String shown(long bytes) {
    return "%d MB".formatted(Math.ceilDiv(bytes, 1L << 20));
  }
}
