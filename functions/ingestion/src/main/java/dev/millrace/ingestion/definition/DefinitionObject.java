package dev.millrace.ingestion.definition;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.millrace.common.Json;
import dev.millrace.ingestion.row.JsonValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A JSON object that a user wrote to describe something: its members are taken by name and type,
 * and {@link #end} refuses those that nobody took. Errors are {@link InvalidDefinition}. Values are
 * as {@link JsonValues} reads them. Not thread-safe.
 */
public final class DefinitionObject {
  private static final int MAXIMUM_DEPTH = 30;
  private static final int LONGEST_SHOWN = 100;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(MAXIMUM_DEPTH).build())
          .build();

  private final String pointer;
  private final Map<?, ?> members;
  private final Set<String> taken = new HashSet<>();
  private final Set<String> asked = new LinkedHashSet<>();

  /**
   * An object that has been read.
   *
   * @param pointer to it; empty for the whole
   */
  public DefinitionObject(String pointer, Map<?, ?> members) {
    this.pointer = Objects.requireNonNull(pointer);
    this.members = Objects.requireNonNull(members);
  }

  /**
   * The object that a body is.
   *
   * @throws InvalidDefinition when the bytes are not one JSON object with each name once
   */
  public static DefinitionObject parse(byte[] body) {
    try (JsonParser json = JSON.createParser(body)) {
      JsonToken first = json.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw new InvalidDefinition("", Json.kind(first), "one JSON object");
      }
      Map<?, ?> members = (Map<?, ?>) JsonValues.read(json);
      if (json.nextToken() != null) {
        throw new InvalidDefinition("", "more behind its object", "one JSON object");
      }
      return new DefinitionObject("", members);
    } catch (JsonProcessingException malformed) {
      throw malformed(malformed);
    } catch (NumberFormatException beyond) {
      throw new InvalidDefinition("", "a number beyond all bounds", "one JSON object");
    } catch (IOException cut) {
      throw new InvalidDefinition("", "JSON that ends too early", "one JSON object");
    }
  }

  private static InvalidDefinition malformed(JsonProcessingException malformed) {
    if (malformed.getLocation() == null) {
      return new InvalidDefinition("", "a number or a name beyond all bounds", "one JSON object");
    }
    String what =
        malformed.getOriginalMessage().startsWith("Duplicate field")
            ? "an object with one name twice"
            : "what is not JSON, nested at most %d deep,".formatted(MAXIMUM_DEPTH);
    return new InvalidDefinition(
        "",
        "%s at line %d, column %d"
            .formatted(
                what, malformed.getLocation().getLineNr(), malformed.getLocation().getColumnNr()),
        "one JSON object");
  }

  /** The pointer to this object; empty for the whole. */
  public String pointer() {
    return pointer;
  }

  /** The pointer to a member. */
  public String pointer(String name) {
    return pointer + '/' + name.replace("~", "~0").replace("/", "~1");
  }

  /** The names of the members, in order. */
  public List<String> names() {
    return members.keySet().stream().map(String::valueOf).toList();
  }

  /** Whether the member is there and not null. */
  public boolean has(String name) {
    asked.add(name);
    return members.get(name) != null;
  }

  /** The member, which may be anything; null when it is null or not there. */
  public Object value(String name) {
    asked.add(name);
    taken.add(name);
    return members.get(name);
  }

  /** The member, a text that is not empty. */
  public String text(String name) {
    return optionalText(name).orElseThrow(() -> refused(name, "a text that is not empty"));
  }

  /** The member, a text that is not empty; empty where it is not there. */
  public Optional<String> optionalText(String name) {
    return switch (value(name)) {
      case null -> Optional.empty();
      case String text when !text.isEmpty() -> Optional.of(text);
      default -> throw refused(name, "a text that is not empty");
    };
  }

  /** The member, one of these words. */
  public String word(String name, List<String> words) {
    String expected = "one of " + words;
    String held = optionalText(name).orElseThrow(() -> refused(name, expected));
    if (!words.contains(held)) {
      throw refused(name, expected);
    }
    return held;
  }

  /** The member, a whole number in a range, both ends included; empty where it is not there. */
  public OptionalLong optionalWhole(String name, long minimum, long maximum) {
    return switch (value(name)) {
      case null -> OptionalLong.empty();
      case Long number when number >= minimum && number <= maximum -> OptionalLong.of(number);
      default -> throw refused(name, "a whole number from %d to %d".formatted(minimum, maximum));
    };
  }

  /** The member, true or false. */
  public boolean flag(String name, boolean otherwise) {
    return switch (value(name)) {
      case null -> otherwise;
      case Boolean flag -> flag;
      default -> throw refused(name, "true or false");
    };
  }

  /** The member, an array; none where it is not there. */
  public List<?> elements(String name) {
    return switch (value(name)) {
      case null -> List.of();
      case List<?> elements -> elements;
      default -> throw refused(name, "an array");
    };
  }

  /** The elements of the member, an array of texts that are not empty. */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object element : elements(name)) {
      if (!(element instanceof String text) || text.isEmpty()) {
        throw new InvalidDefinition(
            pointer(name) + '/' + texts.size(), shown(element), "a text that is not empty");
      }
      texts.add(text);
    }
    return texts;
  }

  /** The elements of the member, an array of objects. */
  public List<DefinitionObject> objects(String name) {
    List<DefinitionObject> objects = new ArrayList<>();
    for (Object element : elements(name)) {
      String inner = pointer(name) + '/' + objects.size();
      if (!(element instanceof Map<?, ?> map)) {
        throw new InvalidDefinition(inner, shown(element), "an object");
      }
      objects.add(new DefinitionObject(inner, map));
    }
    return objects;
  }

  /** The member, an object; empty where it is not there. */
  public Optional<DefinitionObject> optionalObject(String name) {
    return switch (value(name)) {
      case null -> Optional.empty();
      case Map<?, ?> map -> Optional.of(new DefinitionObject(pointer(name), map));
      default -> throw refused(name, "an object");
    };
  }

  /**
   * Checks that no member is left that nobody took. Call it after taking every expected member.
   *
   * @throws InvalidDefinition naming the first that is left, and those that were asked for
   */
  public void end() {
    for (String name : names()) {
      if (!taken.contains(name)) {
        throw new InvalidDefinition(
            pointer(name), shown(members.get(name)), "no such member, but one of " + asked);
      }
    }
  }

  /** The member holds what it cannot. */
  public InvalidDefinition refused(String name, String expected) {
    return new InvalidDefinition(
        pointer(name), members.containsKey(name) ? shown(members.get(name)) : "nothing", expected);
  }

  /** How a sentence shows a value that a user wrote. */
  public static String shown(Object value) {
    return switch (value) {
      case null -> "null";
      case Map<?, ?> object -> "an object";
      case List<?> array -> "an array of %d".formatted(array.size());
      case String text ->
          '"'
              + (text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text)
              + '"';
      default -> value.toString();
    };
  }
}
