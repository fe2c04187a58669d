package dev.millrace.features.json;

import java.io.Serial;

/**
 * A JSON document that a user wrote by hand holds what it cannot. The message is a sentence for
 * that user: the member's place, what it held and what was expected.
 */
public final class InvalidMember extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1;

  /** With a sentence for the user. */
  public InvalidMember(String sentence) {
    super(sentence);
  }

  /** "features[2].zone held \"Mars/Base\", expected ...". */
  public static InvalidMember held(String place, String held, String expected) {
    return new InvalidMember("%s held %s, expected %s".formatted(place, held, expected));
  }
}
