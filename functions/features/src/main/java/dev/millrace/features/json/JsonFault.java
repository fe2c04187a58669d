package dev.millrace.features.json;

import java.util.Optional;

/**
 * The first thing in a text that is not JSON, in words for whoever sent it: a JSON library's own
 * speak of its settings and classes.
 *
 * @param what stands there, as the beginning of a sentence: "NaN is not JSON"
 * @param character where it stands, counted from 1
 */
public record JsonFault(String what, long character) {

  /**
   * What a reader takes at most; all of them inclusive.
   *
   * @param depth levels of objects and arrays
   * @param nameLength bytes of a member's name
   * @param numberLength characters of a number
   */
  public record Limits(int depth, int nameLength, int numberLength) {
    public static final Limits NONE =
        new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /**
   * The first fault of one JSON value in UTF-8.
   *
   * @return empty when it is JSON and within the limits
   */
  public static Optional<JsonFault> first(byte[] json, Limits limits) {
    return first(json, 0, json.length, limits);
  }

  /** As {@link #first(byte[], Limits)}, of the bytes from offset to end. */
  public static Optional<JsonFault> first(byte[] buffer, int offset, int end, Limits limits) {
    return new JsonCheck(buffer, offset, end, limits).firstFault();
  }

  /** "NaN is not JSON, near character 41". */
  @Override
  public String toString() {
    return what + ", near character " + character;
  }
}
