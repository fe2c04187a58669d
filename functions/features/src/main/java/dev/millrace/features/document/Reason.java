package dev.millrace.features.document;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Why a record is quarantined: no retry can make it succeed. */
public enum Reason {
  /** Not one JSON object in valid UTF-8, or beyond the limits of depth, names and numbers. */
  MALFORMED_JSON,
  /** Several records of the Kinesis Producer Library in one. */
  KPL_AGGREGATED,
  /** No id that can be a key. */
  ID_MISSING,
  /** There is no time of the event. */
  CREATED_DATE_TIME_MISSING,
  /** There is one, and it cannot be read. */
  CREATED_DATE_TIME_INVALID,
  /** Before 2000-01-01, or too far ahead of the document's arrival. */
  CREATED_DATE_TIME_OUT_OF_RANGE,
  /** A feature without a default has no value. */
  FEATURE_MISSING,
  /** A feature without a default has a field that holds something else than it reads. */
  FEATURE_INVALID,
  /** The model's own verdict on the features. */
  MODEL_REJECTED,
  /** The model fails for these features each time, and for others at the same time it does not. */
  MODEL_FAILED,
  /** The parser threw, which it must not do for any document: its fault, and not the document's. */
  PARSER_FAILED;

  private final String code = name().toLowerCase(Locale.ROOT);

  /** How the reason is written: {@code malformed_json}, say. */
  public String code() {
    return code;
  }

  /**
   * The reason that is written so.
   *
   * @throws IllegalArgumentException when no reason has that code
   */
  public static Reason ofCode(String code) {
    return Arrays.stream(values())
        .filter(reason -> reason.code.equals(code))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "reason held \"%s\", expected one of %s"
                        .formatted(
                            code,
                            Arrays.stream(values())
                                .map(Reason::code)
                                .collect(Collectors.joining(", ")))));
  }
}
