package dev.millrace.infra.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which resources the values of a synthesis name, over the borders of its stacks. */
final class References {
  private static final Pattern IN_SUB = Pattern.compile("\\$\\{(\\w+)(?:\\.[^}]*)?}");

  private final Map<String, SynthesizedStack> stacks;

  References(List<SynthesizedStack> synthesis) {
    stacks =
        synthesis.stream().collect(Collectors.toMap(SynthesizedStack::name, Function.identity()));
  }

  /** The resources that a value in a template of a stack names, pseudo parameters excepted. */
  Stream<ResourceId> in(JsonNode value, String stack) {
    return named(value, stack).filter(id -> stacks.get(id.stack()).resources().has(id.logicalId()));
  }

  private Stream<ResourceId> named(JsonNode value, String stack) {
    if (value.isObject() && value.size() == 1) {
      var call = value.properties().iterator().next();
      var argument = call.getValue();
      switch (call.getKey()) {
        case "Ref" -> {
          return Stream.of(new ResourceId(stack, argument.asText()));
        }
        case "Fn::GetAtt" -> {
          var logicalId =
              argument.isArray() ? argument.path(0).asText() : argument.asText().split("\\.", 2)[0];
          return Stream.of(new ResourceId(stack, logicalId));
        }
        case "Fn::Sub" -> {
          var text = argument.isArray() ? argument.path(0).asText() : argument.asText();
          return Stream.concat(
              IN_SUB.matcher(text).results().map(match -> new ResourceId(stack, match.group(1))),
              children(argument, stack));
        }
        case "Fn::GetStackOutput" -> {
          return ofOutput(argument);
        }
        default -> {
          return children(argument, stack);
        }
      }
    }
    return children(value, stack);
  }

  private Stream<ResourceId> children(JsonNode value, String stack) {
    return value.valueStream().flatMap(child -> named(child, stack));
  }

  private Stream<ResourceId> ofOutput(JsonNode argument) {
    var stack = stacks.get(argument.path("StackName").asText());
    return stack == null
        ? Stream.empty()
        : named(stack.output(argument.path("OutputName").asText()), stack.name());
  }
}
