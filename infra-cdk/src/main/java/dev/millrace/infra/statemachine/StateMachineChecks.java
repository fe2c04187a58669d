package dev.millrace.infra.statemachine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.infra.costs.Templates;
import java.util.regex.Pattern;

/**
 * Looks through the state machines of synthesized templates for what the local stack does not run:
 * what works on a laptop is to work on AWS, and the other way round.
 */
public final class StateMachineChecks {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Stands for a value that only the deployment knows: in a Task state a function's ARN. */
  private static final String UNKNOWN = "arn:aws:lambda:::unknown";

  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{\\w+}");

  private StateMachineChecks() {}

  /**
   * Checks every state machine.
   *
   * @throws UnsupportedMachineException about the first that the local stack does not run
   */
  public static void of(Templates templates) {
    templates.resources("AWS::StepFunctions::StateMachine").forEach(StateMachineChecks::check);
  }

  private static void check(Templates.Resource machine) {
    String type = machine.properties().path("StateMachineType").asText("STANDARD");
    if (!type.equals("STANDARD")) {
      throw new UnsupportedMachineException(
          "State machine %s: has the type %s; the local stack expects STANDARD"
              .formatted(machine.path(), type));
    }
    new DefinitionCheck(machine.path()).check(definition(machine));
  }

  private static JsonNode definition(Templates.Resource machine) {
    String text = text(machine.properties().path("DefinitionString"));
    try {
      return JSON.readTree(SUBSTITUTION.matcher(text).replaceAll(UNKNOWN));
    } catch (JsonProcessingException e) {
      throw new UnsupportedMachineException(
          "State machine %s: has a DefinitionString that is not JSON from line %d, column %d; the local stack expects one in the Amazon States Language"
              .formatted(
                  machine.path(), e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    }
  }

  /** A string, or what joins strings with references, which only the deployment knows. */
  private static String text(JsonNode value) {
    if (value.isTextual()) {
      return value.asText();
    }
    if (value.path("Ref").asText().equals("AWS::Partition")) {
      return "aws";
    }
    if (!value.has("Fn::Join")) {
      return value.isObject() ? UNKNOWN : "";
    }
    var joined = new StringBuilder();
    value.at("/Fn::Join/1").forEach(part -> joined.append(text(part)));
    return joined.toString();
  }
}
