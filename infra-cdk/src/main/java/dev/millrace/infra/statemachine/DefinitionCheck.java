package dev.millrace.infra.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.construct.InOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Refuses a definition with anything that the local stack's engine does not run as AWS does: it
 * would be passed over in silence there, or mean something else.
 */
final class DefinitionCheck {
  private static final String INVOKE = "arn:aws:states:::lambda:invoke";

  private static final String FUNCTION = "arn:aws:lambda:";
  private static final Set<String> MACHINE =
      set("Comment", "StartAt", "States", "TimeoutSeconds", "Version", "QueryLanguage");
  private static final Set<String> EVERY_STATE =
      set("Type", "Comment", "QueryLanguage", "InputPath", "OutputPath");
  private static final Set<String> TRANSITION = set("Next", "End");
  private static final Set<String> RESULT = set("ResultPath", "Parameters", "ResultSelector");
  private static final Set<String> ERRORS = set("Retry", "Catch");

  private static final Map<String, Set<String>> FIELDS =
      InOrder.map(
          Stream.of("Choice", "Fail", "Map", "Parallel", "Pass", "Succeed", "Task", "Wait"),
          DefinitionCheck::fieldsOf);

  private static final Set<String> RETRIER =
      set(
          "ErrorEquals",
          "IntervalSeconds",
          "MaxAttempts",
          "BackoffRate",
          "MaxDelaySeconds",
          "JitterStrategy",
          "Comment");
  private static final Set<String> CATCHER = set("ErrorEquals", "Next", "ResultPath", "Comment");
  private static final Set<String> INVOCATION = set("FunctionName", "Payload", "Qualifier");
  private static final Pattern COMPARISON =
      Pattern.compile(
          "(String|Numeric|Timestamp)(Equals|(Less|Greater)Than(Equals)?)(Path)?"
              + "|BooleanEquals(Path)?|StringMatches|Is(Null|Present|Numeric|String|Boolean|Timestamp)");
  private static final Pattern CONTEXT = Pattern.compile("\\$\\$\\.?(\\w*(\\.\\w+)?)");

  private final String machine;
  private final Set<String> names = new HashSet<>();
  private int depth;

  DefinitionCheck(String machine) {
    this.machine = machine;
  }

  private static Set<String> fieldsOf(String type) {
    return switch (type) {
      case "Task" ->
          union(
              TRANSITION, RESULT, ERRORS, set("Resource", "TimeoutSeconds", "TimeoutSecondsPath"));
      case "Pass" -> union(TRANSITION, set("Result", "ResultPath", "Parameters"));
      case "Fail" -> set("Error", "ErrorPath", "Cause", "CausePath");
      case "Choice" -> set("Choices", "Default");
      case "Wait" -> union(TRANSITION, set("Seconds", "SecondsPath", "Timestamp", "TimestampPath"));
      case "Parallel" -> union(TRANSITION, RESULT, ERRORS, set("Branches"));
      case "Map" ->
          union(
              TRANSITION,
              RESULT,
              ERRORS,
              set(
                  "ItemProcessor",
                  "Iterator",
                  "ItemsPath",
                  "ItemSelector",
                  "MaxConcurrency",
                  "MaxConcurrencyPath"));
      default -> set();
    };
  }

  private static Set<String> set(String... words) {
    return new TreeSet<>(List.of(words));
  }

  @SafeVarargs
  private static Set<String> union(Set<String>... sets) {
    Set<String> union = new TreeSet<>();
    for (Set<String> set : sets) {
      union.addAll(set);
    }
    return union;
  }

  /**
   * Checks a whole machine.
   *
   * @throws UnsupportedMachineException that names the machine, the state and what is expected
   */
  void check(JsonNode definition) {
    onlyFields("the machine", definition, MACHINE);
    machine("the machine", definition);
  }

  private void machine(String where, JsonNode definition) {
    queryLanguage(where, definition);
    JsonNode states = definition.path("States");
    Set<String> siblings = new TreeSet<>();
    states.fieldNames().forEachRemaining(siblings::add);
    target(where, "StartAt", definition.path("StartAt"), siblings);
    for (var state : states.properties()) {
      if (!names.add(state.getKey())) {
        throw refused(state.getKey(), "has the name of another state", "names that are unique");
      }
      state(state.getKey(), state.getValue(), siblings);
    }
  }

  private void state(String name, JsonNode state, Set<String> siblings) {
    String type = state.path("Type").asText();
    Set<String> fields = FIELDS.get(type);
    if (fields == null) {
      throw refused(name, "has the type '%s'".formatted(type), "one of " + FIELDS.keySet());
    }
    onlyFields(name, state, union(EVERY_STATE, fields));
    queryLanguage(name, state);
    if (fields.contains("Next")) {
      transition(name, state, siblings);
    }
    switch (type) {
      case "Task" -> task(name, state);
      case "Choice" -> choices(name, state, siblings);
      case "Parallel" -> branches(name, state);
      case "Map" -> map(name, state);
      default -> {
        // The others have nothing inside them.
      }
    }
    for (JsonNode retrier : state.path("Retry")) {
      onlyFields(name, retrier, RETRIER);
    }
    for (JsonNode catcher : state.path("Catch")) {
      onlyFields(name, catcher, CATCHER);
      target(name, "Next of a Catch", catcher.path("Next"), siblings);
    }
    context(name, state);
  }

  private void transition(String name, JsonNode state, Set<String> siblings) {
    if (state.path("End").asBoolean(false)) {
      return;
    }
    target(name, "Next", state.path("Next"), siblings);
  }

  private void task(String name, JsonNode state) {
    String resource = state.path("Resource").asText();
    if (resource.startsWith(FUNCTION)) {
      return;
    }
    if (!resource.equals(INVOKE)) {
      throw refused(
          name,
          "has the resource %s".formatted(resource),
          "a function's ARN or %s".formatted(INVOKE));
    }
    for (var parameter : state.path("Parameters").properties()) {
      if (!INVOCATION.contains(parameter.getKey().replaceFirst("\\.\\$$", ""))) {
        throw refused(
            name, "invokes with '%s'".formatted(parameter.getKey()), "one of " + INVOCATION);
      }
    }
  }

  private void choices(String name, JsonNode state, Set<String> siblings) {
    for (JsonNode rule : state.path("Choices")) {
      target(name, "Next of a choice", rule.path("Next"), siblings);
      rule(name, rule);
    }
    if (state.has("Default")) {
      target(name, "Default", state.path("Default"), siblings);
    }
  }

  private void rule(String name, JsonNode rule) {
    for (var field : rule.properties()) {
      switch (field.getKey()) {
        case "And", "Or" -> field.getValue().forEach(inner -> rule(name, inner));
        case "Not" -> rule(name, field.getValue());
        case "Next", "Variable", "Comment" -> {
          // Not comparisons.
        }
        default -> {
          if (!COMPARISON.matcher(field.getKey()).matches()) {
            throw refused(
                name,
                "compares by '%s'".formatted(field.getKey()),
                "an operator of the Amazon States Language's JSONPath");
          }
        }
      }
    }
  }

  private void branches(String name, JsonNode state) {
    for (JsonNode branch : state.path("Branches")) {
      onlyFields(name, branch, MACHINE);
      inner(name, branch);
    }
  }

  private void map(String name, JsonNode state) {
    JsonNode processor = state.path(state.has("ItemProcessor") ? "ItemProcessor" : "Iterator");
    onlyFields(name, processor, union(MACHINE, set("ProcessorConfig")));
    JsonNode configuration = processor.path("ProcessorConfig");
    onlyFields(name, configuration, set("Mode"));
    String mode = configuration.path("Mode").asText("INLINE");
    if (!mode.equals("INLINE")) {
      throw refused(name, "has the mode %s".formatted(mode), "INLINE");
    }
    inner(name, processor);
  }

  private void inner(String name, JsonNode machine) {
    depth++;
    machine(name, machine);
    depth--;
  }

  /**
   * What the engine knows of the context: an item's place only while the item is selected, and
   * inside of a Map or a Parallel not the execution's input, but that of the item or branch.
   */
  private void context(String name, JsonNode state) {
    boolean map = state.path("Type").asText().equals("Map");
    for (var field : state.properties()) {
      if (set("ItemProcessor", "Iterator", "Branches").contains(field.getKey())) {
        continue;
      }
      boolean selects = map && set("ItemSelector", "Parameters").contains(field.getKey());
      for (String path : contextPaths(field.getValue())) {
        if (!isKnown(path, selects)) {
          throw refused(
              name,
              "reads $$.%s in %s".formatted(path, field.getKey()),
              "the execution's or the machine's Id, Name or Input (Input outside of Map and Parallel), or $$.Map in a Map's ItemSelector");
        }
      }
    }
  }

  private boolean isKnown(String path, boolean selects) {
    return switch (path) {
      case "Execution.Id", "Execution.Name", "StateMachine.Id", "StateMachine.Name" -> true;
      case "Execution.Input" -> depth == 0;
      default -> selects && path.startsWith("Map.");
    };
  }

  private static List<String> contextPaths(JsonNode value) {
    if (value.isTextual()) {
      return CONTEXT
          .matcher(value.asText())
          .results()
          .map((MatchResult found) -> found.group(1))
          .toList();
    }
    List<String> paths = new ArrayList<>();
    value.forEach(inner -> paths.addAll(contextPaths(inner)));
    return paths;
  }

  private void queryLanguage(String where, JsonNode node) {
    String language = node.path("QueryLanguage").asText("JSONPath");
    if (!language.equals("JSONPath")) {
      throw refused(where, "is written in %s".formatted(language), "JSONPath");
    }
  }

  private void target(String where, String field, JsonNode target, Set<String> siblings) {
    if (!siblings.contains(target.asText())) {
      throw refused(
          where, "has the %s '%s'".formatted(field, target.asText()), "one of " + siblings);
    }
  }

  private void onlyFields(String where, JsonNode node, Set<String> allowed) {
    for (var field : node.properties()) {
      if (!allowed.contains(field.getKey())) {
        throw refused(where, "has '%s'".formatted(field.getKey()), "only " + allowed);
      }
    }
  }

  private UnsupportedMachineException refused(String where, String found, String expected) {
    return new UnsupportedMachineException(
        "State machine %s: %s %s; the local stack expects %s"
            .formatted(
                machine,
                where.equals("the machine") ? where : "state '" + where + "'",
                found,
                expected));
  }
}
