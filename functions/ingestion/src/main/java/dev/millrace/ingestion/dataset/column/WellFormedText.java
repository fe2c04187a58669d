package dev.millrace.ingestion.dataset.column;

import dev.millrace.features.json.UnicodeText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Texts that have a UTF-8: half of a surrogate pair, which JSON can hold, becomes U+FFFD. */
public final class WellFormedText {
  private static final char REPLACEMENT = '\uFFFD';

  private WellFormedText() {}

  /** The text, or the nearest to it that is well-formed. */
  public static String of(String text) {
    if (UnicodeText.isWellFormed(text)) {
      return text;
    }
    StringBuilder formed = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.getType(c) == Character.SURROGATE ? REPLACEMENT : c)
        .forEach(formed::appendCodePoint);
    return formed.toString();
  }

  /** A value with all texts in it, the names of an object's members too. */
  public static Object within(Object value) {
    return switch (value) {
      case String text -> of(text);
      case List<?> elements -> {
        List<Object> formed = new ArrayList<>(elements.size());
        elements.forEach(element -> formed.add(within(element)));
        yield formed;
      }
      case Map<?, ?> members -> {
        Map<String, Object> formed = new LinkedHashMap<>();
        members.forEach((name, member) -> formed.put(of((String) name), within(member)));
        yield formed;
      }
      case null, default -> value;
    };
  }
}
