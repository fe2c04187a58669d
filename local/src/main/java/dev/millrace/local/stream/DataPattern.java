package dev.millrace.local.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.template.TemplateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * A filter pattern as EventBridge and Lambda have them: an object matches where each of its members
 * does, and a member is an object again, or a list of which one condition holds. Immutable.
 */
sealed interface DataPattern {

  /**
   * Whether a value matches.
   *
   * @param value a missing node where the document has none
   */
  boolean matches(JsonNode value);

  /** Every member matches. */
  record Members(Map<String, DataPattern> byName) implements DataPattern {
    /** Copies the members. */
    public Members {
      byName = Map.copyOf(byName);
    }

    @Override
    public boolean matches(JsonNode value) {
      return byName.entrySet().stream()
          .allMatch(member -> member.getValue().matches(value.path(member.getKey())));
    }
  }

  /** One of the conditions holds; for an array, of one of its elements. */
  record Conditions(List<Predicate<JsonNode>> any) implements DataPattern {
    /** Copies the conditions. */
    public Conditions {
      any = List.copyOf(any);
    }

    @Override
    public boolean matches(JsonNode value) {
      return (value.isArray() && !value.isEmpty())
          ? StreamSupport.stream(value.spliterator(), false).anyMatch(this::holds)
          : holds(value);
    }

    private boolean holds(JsonNode value) {
      return any.stream().anyMatch(condition -> condition.test(value));
    }
  }

  /**
   * Reads a pattern.
   *
   * @param mapping named in errors
   * @throws TemplateException when it has what the local stack does not match by
   */
  static DataPattern of(JsonNode pattern, Object mapping) {
    if (pattern.isArray() && !pattern.isEmpty()) {
      List<Predicate<JsonNode>> any = new ArrayList<>();
      pattern.forEach(condition -> any.add(condition(condition, mapping)));
      return new Conditions(any);
    }
    if (pattern.isObject() && !pattern.isEmpty()) {
      Map<String, DataPattern> members = new LinkedHashMap<>();
      for (var member : pattern.properties()) {
        members.put(member.getKey(), of(member.getValue(), mapping));
      }
      return new Members(members);
    }
    throw refused(pattern, mapping);
  }

  private static Predicate<JsonNode> condition(JsonNode condition, Object mapping) {
    if (isExact(condition)) {
      return value -> isSame(condition, value);
    }
    JsonNode operand = condition.size() == 1 ? condition.iterator().next() : condition;
    if (condition.has("exists") && operand.isBoolean()) {
      return value -> isThere(value) == operand.booleanValue();
    }
    if (condition.has("prefix") && operand.isTextual()) {
      return value -> value.isTextual() && value.textValue().startsWith(operand.textValue());
    }
    if (condition.has("anything-but") && isListOfExact(operand)) {
      return value ->
          isThere(value) && each(operand).stream().noneMatch(other -> isSame(other, value));
    }
    throw refused(condition, mapping);
  }

  private static TemplateException refused(JsonNode pattern, Object mapping) {
    return new TemplateException(
        "A filter of %s has %s; the local stack matches exact strings, numbers, true, false and null, exists, prefix and anything-but"
            .formatted(mapping, pattern));
  }

  private static boolean isExact(JsonNode value) {
    return value.isTextual() || value.isNumber() || value.isBoolean() || value.isNull();
  }

  private static boolean isListOfExact(JsonNode operand) {
    return !each(operand).isEmpty() && each(operand).stream().allMatch(DataPattern::isExact);
  }

  private static List<JsonNode> each(JsonNode oneOrMore) {
    return oneOrMore.isArray()
        ? StreamSupport.stream(oneOrMore.spliterator(), false).toList()
        : List.of(oneOrMore);
  }

  private static boolean isThere(JsonNode value) {
    return !value.isMissingNode() && !value.isObject();
  }

  private static boolean isSame(JsonNode expected, JsonNode value) {
    return (expected.isNumber() && value.isNumber())
        ? expected.decimalValue().compareTo(value.decimalValue()) == 0
        : expected.equals(value);
  }
}
