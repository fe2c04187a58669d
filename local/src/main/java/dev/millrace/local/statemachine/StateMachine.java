package dev.millrace.local.statemachine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.support.LocalAccount;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A state machine of the template.
 *
 * @param roleArn the role's
 * @param definition in the Amazon States Language, without substitutions
 */
record StateMachine(String name, String arn, String roleArn, JsonNode definition) {
  static final String TYPE = "AWS::StepFunctions::StateMachine";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * All state machines that a template declares.
   *
   * <p>What a definition holds was checked when the template was synthesized.
   *
   * @throws TemplateException when one is no standard machine with a definition
   */
  static List<StateMachine> in(CloudAssembly assembly, Intrinsics intrinsics) {
    return assembly.resources(TYPE).stream()
        .map(resource -> of(resource, intrinsics, assembly.region()))
        .toList();
  }

  private static StateMachine of(Resource resource, Intrinsics intrinsics, String region) {
    JsonNode properties = intrinsics.resolve(resource, resource.properties());
    String type = properties.path("StateMachineType").asText("STANDARD");
    if (!type.equals("STANDARD")) {
      throw new TemplateException(
          "%s has the type %s; the local stack runs STANDARD ones".formatted(resource, type));
    }
    JsonNode definition = definition(properties, resource);
    return new StateMachine(
        resource.name(),
        LocalAccount.arn("states", region, "stateMachine:" + resource.name()),
        properties.path("RoleArn").asText(),
        definition);
  }

  private static JsonNode definition(JsonNode properties, Resource resource) {
    String text = properties.path("DefinitionString").asText("");
    if (text.isEmpty()) {
      throw new TemplateException(
          resource + " has no DefinitionString, from which the local stack reads state machines");
    }
    for (var substitution : properties.path("DefinitionSubstitutions").properties()) {
      text = text.replace("${" + substitution.getKey() + "}", substitution.getValue().asText());
    }
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new TemplateException(
          "The DefinitionString of %s is not JSON from line %d, column %d"
              .formatted(resource, e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    }
  }

  /** The functions that Task states name outright, by the state's name. */
  Map<String, String> functionsByState() {
    Map<String, String> functions = new LinkedHashMap<>();
    collectFunctions(definition, functions);
    return functions;
  }

  private static void collectFunctions(JsonNode machine, Map<String, String> into) {
    for (var entry : machine.path("States").properties()) {
      JsonNode state = entry.getValue();
      if (state.path("Type").asText().equals("Task")) {
        String resource = state.path("Resource").asText();
        JsonNode named = state.path("Parameters").path("FunctionName");
        if (!resource.equals(StateTask.INVOKE)) {
          into.put(entry.getKey(), resource);
        } else if (named.isTextual()) {
          into.put(entry.getKey(), named.asText());
        }
      }
      state.path("Branches").forEach(branch -> collectFunctions(branch, into));
      collectFunctions(state.path("ItemProcessor"), into);
      collectFunctions(state.path("Iterator"), into);
    }
  }

  /** The ARN of one of its executions. */
  String executionArn(String execution) {
    return arn.replace(":stateMachine:", ":execution:") + ":" + execution;
  }
}
