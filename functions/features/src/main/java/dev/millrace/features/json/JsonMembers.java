package dev.millrace.features.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The members of a JSON object that a user wrote, a model's definition say: each is taken by its
 * name and type, and what is wrong is told by its place. Values are {@link String}, {@link Double},
 * {@link Boolean}, a list, a map, or null. Not thread-safe.
 */
public final class JsonMembers {
  private static final int MAXIMUM_BYTES = 1 << 20;
  private static final int MAXIMUM_DEPTH = 30;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(MAXIMUM_DEPTH).build())
          .build();

  private final String place;
  private final Map<?, ?> members;
  private final Set<String> taken = new HashSet<>();

  /** The members that a definition may have here, as far as they have been asked for. */
  private final Set<String> asked = new LinkedHashSet<>();

  private JsonMembers(String place, Map<?, ?> members) {
    this.place = place;
    this.members = members;
  }

  /**
   * The members of the object that a text is.
   *
   * @param what the text's name in sentences: "model.json", say
   * @throws InvalidMember when the text is not one JSON object of at most a mebibyte, nested at
   *     most 30 deep, with each name once in its object
   */
  public static JsonMembers parse(byte[] json, String what) {
    Objects.requireNonNull(what);
    if (json.length > MAXIMUM_BYTES) {
      throw InvalidMember.held(
          what, "%,d bytes".formatted(json.length), "at most %,d".formatted(MAXIMUM_BYTES));
    }
    int notUtf8 = Utf8.firstMalformed(json, 0, json.length);
    if (notUtf8 >= 0) {
      throw InvalidMember.held(
          what,
          "0x%02X at byte %d, which is no UTF-8 there".formatted(json[notUtf8] & 0xFF, notUtf8),
          "one JSON object in UTF-8");
    }
    // From characters: of bytes the parser would guess the encoding.
    try (JsonParser parser = JSON.createParser(new String(json, StandardCharsets.UTF_8))) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw InvalidMember.held(what, "nothing", "one JSON object");
      }
      Object value = value(parser, first, what);
      if (!(value instanceof Map<?, ?> members)) {
        throw InvalidMember.held(what, shown(value), "a JSON object");
      }
      if (parser.nextToken() != null) {
        throw InvalidMember.held(what, "more behind its object", "one JSON object");
      }
      return new JsonMembers("", members);
    } catch (JsonProcessingException malformed) {
      throw new InvalidMember(
          JsonFault.first(json, new JsonFault.Limits(MAXIMUM_DEPTH, 50_000, 1_000))
              .map("%s is malformed (%%s), expected one JSON object".formatted(what)::formatted)
              .orElse(what + " has a name twice in one object, expected each once"));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot fail to be read", e);
    }
  }

  private static Object value(JsonParser parser, JsonToken token, String what) throws IOException {
    return switch (token) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = wellFormed(parser.currentName(), what);
          members.put(name, value(parser, parser.nextToken(), what));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          elements.add(value(parser, next, what));
        }
        yield elements;
      }
      case VALUE_STRING -> wellFormed(parser.getText(), what);
      // Zero has no sign.
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Double.parseDouble(parser.getText()) + 0.0;
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static String wellFormed(String text, String what) {
    if (!UnicodeText.isWellFormed(text)) {
      throw InvalidMember.held(
          what,
          '"' + UnicodeText.shown(text) + '"',
          "texts without half a surrogate pair, which has no UTF-8");
    }
    return text;
  }

  /** Whether the object has the member, be it null. */
  public boolean has(String name) {
    asked.add(name);
    return members.containsKey(name);
  }

  /** The member, which may be anything, null too; null when it is not there. */
  public Object value(String name) {
    asked.add(name);
    taken.add(name);
    return members.get(name);
  }

  /** The member, a text that is not empty. */
  public String text(String name) {
    return optionalText(name)
        .orElseThrow(() -> InvalidMember.held(place(name), "nothing", "a text"));
  }

  /** The member, a text that is not empty; empty when it is not there. */
  public Optional<String> optionalText(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    if (value(name) instanceof String text && !text.isEmpty()) {
      return Optional.of(text);
    }
    throw refused(name, "a text that is not empty");
  }

  /** The member, a number; empty when it is not there. */
  public OptionalDouble optionalNumber(String name) {
    if (!has(name)) {
      return OptionalDouble.empty();
    }
    if (value(name) instanceof Double number && Double.isFinite(number)) {
      return OptionalDouble.of(number);
    }
    throw refused(name, "a finite number");
  }

  /** The member's elements, an array's; none when it is not there. */
  public List<?> elements(String name) {
    if (!has(name)) {
      return List.of();
    }
    if (value(name) instanceof List<?> elements) {
      return elements;
    }
    throw refused(name, "an array");
  }

  /** The elements of the member, an array of objects. */
  public List<JsonMembers> objects(String name) {
    List<JsonMembers> objects = new ArrayList<>();
    for (Object element : elements(name)) {
      String inner = place(name) + "[" + objects.size() + "]";
      if (!(element instanceof Map<?, ?> map)) {
        throw InvalidMember.held(inner, shown(element), "an object");
      }
      objects.add(new JsonMembers(inner, map));
    }
    return objects;
  }

  /** The elements of the member, an array of texts that are not empty. */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object element : elements(name)) {
      if (!(element instanceof String text) || text.isEmpty()) {
        throw InvalidMember.held(
            "%s[%d]".formatted(place(name), texts.size()),
            shown(element),
            "a text that is not empty");
      }
      texts.add(text);
    }
    return texts;
  }

  /** The member, an object; empty when it is not there. */
  public Optional<JsonMembers> optionalObject(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    if (value(name) instanceof Map<?, ?> map) {
      return Optional.of(new JsonMembers(place(name), map));
    }
    throw refused(name, "an object");
  }

  /** The names of the members, in their order. */
  public List<String> names() {
    return members.keySet().stream().map(String::valueOf).toList();
  }

  /**
   * Checks that no member is left that nobody took.
   *
   * @throws InvalidMember naming one that is left and those that were asked for
   */
  public void end() {
    for (String name : names()) {
      if (!taken.contains(name)) {
        throw new InvalidMember(
            "%s is not expected here, expected one of %s".formatted(place(name), asked));
      }
    }
  }

  /** A place in sentences: "features[2].zone". */
  public String place(String name) {
    String shown = UnicodeText.shown(name);
    return place.isEmpty() ? shown : place + "." + shown;
  }

  /** The member holds what it cannot. */
  public InvalidMember refused(String name, String expected) {
    return InvalidMember.held(
        place(name), has(name) ? shown(members.get(name)) : "nothing", expected);
  }

  /** How a sentence shows a member's value. */
  public static String shown(Object value) {
    return switch (value) {
      case null -> "null";
      case Map<?, ?> object -> "an object";
      case List<?> array -> "an array of %d".formatted(array.size());
      case String text -> '"' + UnicodeText.shown(text) + '"';
      case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
          Long.toString(number.longValue());
      default -> value.toString();
    };
  }
}
