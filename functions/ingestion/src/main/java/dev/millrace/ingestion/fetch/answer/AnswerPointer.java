package dev.millrace.ingestion.fetch.answer;

import dev.millrace.ingestion.row.JsonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON Pointer into an answer. Immutable. */
public final class AnswerPointer {
  private static final int MOST_NAMES = 10;
  private static final int LONGEST_NAME = 40;
  private static final int LONGEST = 500;

  private final String text;
  private final List<String> names;

  private AnswerPointer(String text, List<String> names) {
    this.text = text;
    this.names = names;
  }

  /**
   * Reads a pointer as RFC 6901 has it: empty for the whole answer, else each name behind a slash.
   *
   * @return empty when the text is none
   */
  public static Optional<AnswerPointer> read(String text) {
    if (text.isEmpty()) {
      return Optional.of(new AnswerPointer(text, List.of()));
    }
    if (!text.startsWith("/") || text.length() > LONGEST || text.matches(".*~([^01].*|$)")) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    for (String name : text.substring(1).split("/", -1)) {
      names.add(name.replace("~1", "/").replace("~0", "~"));
    }
    return Optional.of(new AnswerPointer(text, names));
  }

  /** What stands there; empty where nothing does, or null. */
  public Optional<Object> find(Object document) {
    Object found = document;
    for (String name : names) {
      found = child(found, name);
    }
    return Optional.ofNullable(found);
  }

  /** Whether something stands there, be it null. */
  boolean exists(Object document) {
    if (names.isEmpty()) {
      return true;
    }
    Object parent = document;
    for (String name : names.subList(0, names.size() - 1)) {
      parent = child(parent, name);
    }
    return (parent instanceof Map<?, ?> members && members.containsKey(names.getLast()))
        || child(parent, names.getLast()) != null;
  }

  private static Object child(Object parent, String name) {
    return switch (parent) {
      case Map<?, ?> members -> members.get(name);
      case List<?> elements when name.matches("0|[1-9][0-9]{0,8}") -> {
        int index = Integer.parseInt(name);
        yield index < elements.size() ? elements.get(index) : null;
      }
      case null, default -> null;
    };
  }

  /**
   * Where the path ends, in a user's words. Names of members are shown where they look like such.
   */
  public String missing(Object document) {
    Object parent = document;
    StringBuilder path = new StringBuilder();
    for (String name : names) {
      Object next = child(parent, name);
      if (next == null) {
        break;
      }
      path.append('/').append(name);
      parent = next;
    }
    String place = path.isEmpty() ? "the answer" : "`" + path + "`";
    return "nothing is at `%s`: %s is %s".formatted(text, place, described(parent));
  }

  private static String described(Object value) {
    if (!(value instanceof Map<?, ?> members)) {
      return JsonValues.kind(value);
    }
    List<String> shown =
        members.keySet().stream()
            .map(String::valueOf)
            .filter(name -> name.length() <= LONGEST_NAME && name.matches("[A-Za-z_][\\w-]*"))
            .limit(MOST_NAMES)
            .toList();
    return "an object with %s".formatted(shown.isEmpty() ? "no member" : shown);
  }

  @Override
  public String toString() {
    return text;
  }
}
