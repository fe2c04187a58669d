package dev.millrace.features.field;

/** What stands at a wanted field of a document. */
public enum Token {
  /** There is no such field, it is an empty array, or something else stands on the way to it. */
  NOTHING(0),
  /** A null. */
  NULL(1),
  /** A string, or a number in an object such as {@code {"$numberLong": "7"}}. */
  TEXT(2),
  /** A string with half a surrogate pair, which no UTF-8 can hold. */
  BROKEN_TEXT(3),
  /** A number. */
  NUMBER(4),
  /** True. */
  TRUE(5),
  /** False. */
  FALSE(6),
  /** An object. */
  OBJECT(7),
  /** An array of more than one element, or a field in one. */
  ARRAY(8);

  private static final Token[] BY_CODE = values();

  private final byte code;

  Token(int code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }

  static Token ofCode(int code) {
    return BY_CODE[code];
  }
}
