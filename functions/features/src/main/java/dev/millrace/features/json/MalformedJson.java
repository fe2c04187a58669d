package dev.millrace.features.json;

/** The sentences that say where and why a document is malformed. */
public final class MalformedJson {

  private static final String EXPECTED = "expected one JSON object in UTF-8";
  private static final JsonFault.Limits LIMITS =
      new JsonFault.Limits(
          DocumentStream.MAXIMUM_DEPTH,
          DocumentStream.MAXIMUM_NAME_LENGTH,
          DocumentStream.MAXIMUM_NUMBER_LENGTH);

  private MalformedJson() {}

  /** A sentence about a byte that is not UTF-8. */
  public static String notUtf8(int at, byte held) {
    return "document held 0x%02X at byte %d, which is no UTF-8 there, %s"
        .formatted(held & 0xFF, at, EXPECTED);
  }

  /** A sentence about a document that ends too early. */
  public static String cut(int length) {
    return length == 0
        ? "document held nothing, " + EXPECTED
        : "document ends at byte %d, before its object does, %s".formatted(length, EXPECTED);
  }

  /** A sentence about bytes behind a document. */
  public static String trailing() {
    return "document goes on after its object, " + EXPECTED;
  }

  /** A sentence about a document that is not an object. */
  public static String notAnObject() {
    return "document is not an object, " + EXPECTED;
  }

  /** Of bytes from offset to end that the parser gave up on. */
  public static String of(byte[] buffer, int offset, int end) {
    return JsonFault.first(buffer, offset, end, LIMITS)
        .map(fault -> "document is malformed (%s), %s".formatted(fault, EXPECTED))
        .orElse("document is malformed or beyond a limit of the parser's, " + EXPECTED);
  }
}
