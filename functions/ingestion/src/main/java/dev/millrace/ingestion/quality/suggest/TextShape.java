package dev.millrace.ingestion.quality.suggest;

import com.google.re2j.Pattern;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Shapes that texts often have, the narrowest first. */
enum TextShape {
  UUID("a UUID", "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"),
  DATE("a date in ISO-8601", "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"),
  TIME(
      "a time in ISO-8601",
      "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?"
          + "(Z|[+-][0-9]{2}:?[0-9]{2})?"),
  EMAIL("an e-mail address", "[^@\\s]{1,64}@[^@\\s]{1,255}"),
  URL("a web address", "https?://[^\\s]+"),
  IPV4("an IPv4 address", "([0-9]{1,3}[.]){3}[0-9]{1,3}"),
  HEXADECIMAL_HASH(
      "a hash of 32, 40 or 64 hexadecimal digits", "[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}"),
  DIGITS("digits only", "[0-9]+");

  private static final int LONGEST = 1_000;

  private final String words;
  private final Pattern pattern;

  TextShape(String words, String pattern) {
    this.words = words;
    this.pattern = Pattern.compile(pattern);
  }

  /** What a text of this shape is, behind "is". */
  String words() {
    return words;
  }

  /** The regular expression that the whole text matches. */
  String pattern() {
    return pattern.pattern();
  }

  /** Takes the shapes away that a text does not have. */
  static void retain(Set<TextShape> shapes, String text) {
    if (text.length() > LONGEST) {
      shapes.clear();
    }
    shapes.removeIf(shape -> !shape.pattern.matches(text));
  }

  static Set<TextShape> all() {
    return EnumSet.allOf(TextShape.class);
  }

  /** The narrowest of some shapes. */
  static Optional<TextShape> narrowest(Set<TextShape> shapes) {
    return shapes.stream().min(Enum::compareTo);
  }
}
