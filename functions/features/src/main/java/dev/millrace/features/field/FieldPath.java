package dev.millrace.features.field;

import java.util.List;
import java.util.Objects;

/**
 * Where a field stands: names joined by dots, from the document's root. A name in the document may
 * itself hold dots: {@code "event.created"} is the field {@code created} of {@code event}. A path
 * through an array of one element goes on in that element.
 *
 * @param text the names with dots between them
 */
public record FieldPath(String text) {
  private static final int MAXIMUM_NAMES = 20;
  private static final int MAXIMUM_LENGTH = 1_000;

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException when a name is blank, or there are too many
   */
  public FieldPath {
    Objects.requireNonNull(text, "text");
    if (text.length() > MAXIMUM_LENGTH
        || names(text).size() > MAXIMUM_NAMES
        || names(text).stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "path held \"%.100s\", expected 1 to %d names joined by single dots, of at most %d characters"
              .formatted(text, MAXIMUM_NAMES, MAXIMUM_LENGTH));
    }
  }

  /** The names, from the root. */
  public List<String> names() {
    return names(text);
  }

  private static List<String> names(String text) {
    return List.of(text.split("\\.", -1));
  }

  @Override
  public String toString() {
    return text;
  }
}
