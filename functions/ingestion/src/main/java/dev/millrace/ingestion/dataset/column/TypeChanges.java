package dev.millrace.ingestion.dataset.column;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What becomes of a value whose type its column does not take. */
public enum TypeChanges {
  /** The source fails; nothing of it is stored. */
  REFUSE,
  /** The field gets a column of text that holds each value's JSON. */
  JSON;

  /** The words that a definition may hold: {@code refuse}, {@code json}. */
  public static List<String> words() {
    return Stream.of(values()).map(TypeChanges::text).toList();
  }

  /**
   * The one that a word names.
   *
   * @throws IllegalArgumentException when it is none of {@link #words()}
   */
  public static TypeChanges of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The word that names it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
