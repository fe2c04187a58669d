package dev.millrace.infra.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.regex.Pattern;

/** JSON Schemas of the types of settings, as an editor checks a file against them. */
final class Schemas {
  /** Durations of days, hours, minutes and seconds, as java.time reads them. */
  private static final String DURATION = "^P(?=.)(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?(\\d+S)?)?$";

  private Schemas() {}

  private static ObjectNode type(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  static ObjectNode string(Pattern pattern) {
    return type("string").put("pattern", "^(%s)$".formatted(pattern.pattern()));
  }

  static ObjectNode flag() {
    return type("boolean");
  }

  static ObjectNode number(int least, int most) {
    return type("integer").put("minimum", least).put("maximum", most);
  }

  static ObjectNode oneOf(Collection<Integer> numbers) {
    var schema = JsonNodeFactory.instance.objectNode();
    numbers.forEach(schema.putArray("enum")::add);
    return schema;
  }

  static ObjectNode duration() {
    return type("string").put("pattern", DURATION);
  }

  static ObjectNode time() {
    return type("string").put("format", "date-time");
  }

  static ObjectNode wordOr(String word, JsonNode other) {
    var schema = JsonNodeFactory.instance.objectNode();
    var any = schema.putArray("anyOf");
    any.addObject().put("const", word);
    any.add(other);
    return schema;
  }

  static ObjectNode list(Pattern element) {
    var schema = type("array").put("uniqueItems", true);
    schema.set("items", string(element));
    return schema;
  }

  static ObjectNode objects() {
    var schema = type("array");
    schema.putObject("items").put("type", "object");
    return schema;
  }

  static ObjectNode words(Collection<String> words) {
    var schema = type("array").put("uniqueItems", true).put("minItems", 1);
    words.forEach(schema.putObject("items").putArray("enum")::add);
    return schema;
  }

  static ObjectNode object(Pattern name, JsonNode value) {
    var schema = type("object").put("additionalProperties", false);
    schema.putObject("patternProperties").set("^(%s)$".formatted(name.pattern()), value);
    return schema;
  }
}
