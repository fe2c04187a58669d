package dev.millrace.features.field;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.features.json.UnicodeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What stands at the wanted paths of a document, found in the slowest way: in a tree of the
 * document, by comparing paths as texts. It shares no code with the readers that it is compared
 * with.
 */
final class ReferenceFields {
  private static final Set<String> DOLLAR_NAMES =
      Set.of("$date", "$oid", "$numberLong", "$numberInt", "$numberDouble", "$numberDecimal");
  private static final JsonFactory JSON = new JsonFactory();

  /** An object's members in their order, repeated ones too. */
  private record Members(List<Member> all) {}

  private record Member(String name, Object value) {}

  private record NumberText(String text) {}

  private enum Null {
    NULL
  }

  private final Set<String> wanted;
  private final Map<String, FoundField> found = new TreeMap<>();

  private ReferenceFields(Set<String> wanted) {
    this.wanted = wanted;
  }

  /** Of each path that holds something, what it holds; the document is well-formed. */
  static Map<String, FoundField> of(byte[] document, Set<String> wanted) {
    try (JsonParser parser = JSON.createParser(document)) {
      ReferenceFields reference = new ReferenceFields(wanted);
      reference.members("", (Members) tree(parser, parser.nextToken()));
      return reference.found;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Object tree(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> {
        List<Member> all = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          all.add(new Member(name, tree(parser, parser.nextToken())));
        }
        yield new Members(all);
      }
      case START_ARRAY -> {
        List<Object> all = new ArrayList<>();
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          all.add(tree(parser, next));
        }
        yield all;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> Null.NULL;
      default -> new NumberText(parser.getText());
    };
  }

  private void members(String prefix, Members members) {
    Set<String> seen = new HashSet<>();
    for (Member member : members.all()) {
      String path = prefix + member.name();
      if (isOnTheWay(path)) {
        if (!seen.add(member.name())) {
          found.keySet().removeIf(other -> (other + ".").startsWith(path + "."));
        }
        value(path, member.value());
      }
    }
  }

  private boolean isOnTheWay(String path) {
    return wanted.stream().anyMatch(other -> (other + ".").startsWith(path + "."));
  }

  private void value(String path, Object value) {
    if (wanted.contains(path)) {
      found.put(path, field(value));
    }
    switch (value) {
      case Members members -> members(path + ".", members);
      case List<?> array when array.size() == 1 -> {
        value(path, array.getFirst());
        found.computeIfPresent(path, (same, only) -> only.in(1));
      }
      case List<?> array when array.size() > 1 -> {
        for (String inside : wanted) {
          if ((inside + ".").startsWith(path + ".")) {
            found.put(inside, new FoundField(Token.ARRAY, "", false, -1));
          }
        }
        found.computeIfPresent(path, (same, several) -> several.in(array.size()));
      }
      case List<?> empty -> found.computeIfPresent(path, (same, none) -> none.in(0));
      default -> {}
    }
  }

  private static FoundField field(Object value) {
    return switch (value) {
      case Members members -> ofMembers(members);
      case List<?> array -> new FoundField(Token.NOTHING, "", false, -1);
      case Null none -> new FoundField(Token.NULL, "", false, -1);
      case Boolean truth -> new FoundField(truth ? Token.TRUE : Token.FALSE, "", false, -1);
      case NumberText number -> new FoundField(Token.NUMBER, number.text(), false, -1);
      case String text when !UnicodeText.isWellFormed(text) ->
          new FoundField(Token.BROKEN_TEXT, UnicodeText.shown(text), false, -1);
      default -> new FoundField(Token.TEXT, (String) value, false, -1);
    };
  }

  private static FoundField ofMembers(Members members) {
    Map<String, Object> last = new LinkedHashMap<>();
    members.all().forEach(member -> last.put(member.name(), member.value()));
    FoundField object = new FoundField(Token.OBJECT, "", false, -1);
    if (last.size() != 1) {
      return object;
    }
    String name = last.keySet().iterator().next();
    Object value = last.get(name);
    if (!DOLLAR_NAMES.contains(name) || value instanceof List) {
      return object;
    }
    FoundField inner = field(value);
    if (inner.token() == Token.OBJECT) {
      return object;
    }
    boolean number =
        name.startsWith("$number")
            && inner.token() == Token.TEXT
            && inner.text().length() <= 64
            && inner.text().matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    return new FoundField(
        number ? Token.NUMBER : inner.token(),
        inner.text(),
        inner.isDate() || name.equals("$date"),
        -1);
  }
}
