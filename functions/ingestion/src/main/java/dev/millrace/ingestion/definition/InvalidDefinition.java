package dev.millrace.ingestion.definition;

import java.io.Serial;
import java.util.Objects;

/**
 * A definition that cannot be used; the message names the place, what it held, what was expected.
 */
public final class InvalidDefinition extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String pointer;

  /**
   * What is wrong.
   *
   * @param pointer to the place, as RFC 6901 has it: {@code /sources/0/url}; empty for the whole
   * @param held what stands there, in words: {@code "renmae"}, nothing, a number
   * @param expected what may stand there
   */
  public InvalidDefinition(String pointer, String held, String expected) {
    super(
        "%s held %s, expected %s"
            .formatted(pointer.isEmpty() ? "The body" : pointer, held, expected));
    this.pointer = Objects.requireNonNull(pointer);
  }

  /** The place, as a JSON Pointer. */
  public String pointer() {
    return pointer;
  }
}
