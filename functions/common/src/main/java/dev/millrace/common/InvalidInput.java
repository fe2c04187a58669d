package dev.millrace.common;

/** What a function was asked held what it must not; the message names it and what was expected. */
public final class InvalidInput extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** With a sentence that names the field, what it held and what was expected. */
  public InvalidInput(String message) {
    super(message);
  }

  /** The same, with what it was found by. */
  public InvalidInput(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * A field that is wrong.
   *
   * @param held null where the field is not there
   */
  public static InvalidInput field(String name, String held, String expected) {
    return new InvalidInput(
        held == null
            ? "%s is missing, expected %s".formatted(name, expected)
            : "%s held \"%.200s\", expected %s".formatted(name, held, expected));
  }
}
