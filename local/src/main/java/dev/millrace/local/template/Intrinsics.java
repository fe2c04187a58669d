package dev.millrace.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.local.support.LocalAccount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code Ref}, {@code Fn::GetAtt}, {@code Fn::GetStackOutput}, {@code Fn::Join}, {@code
 * Fn::Select}, {@code Fn::Split} and {@code Fn::Sub} by what they stand for locally.
 */
public final class Intrinsics {
  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{(!?)([^}]+)}");

  private final CloudAssembly assembly;
  private final ResourceAttributes attributes;

  /**
   * @param assembly whose resources are referred to
   * @param attributes what a resource's Ref and attributes are locally
   */
  public Intrinsics(CloudAssembly assembly, ResourceAttributes attributes) {
    this.assembly = assembly;
    this.attributes = attributes;
  }

  /**
   * A copy of a part of a resource without intrinsics.
   *
   * @throws TemplateException when an intrinsic is not one of those above, or refers to nothing; it
   *     names the resource
   */
  public JsonNode resolve(Resource resource, JsonNode value) {
    return new Resolution(resource, resource.stack()).resolve(value);
  }

  /**
   * The outputs of a stack by their logical ids, in the template's order, without intrinsics.
   *
   * @throws TemplateException as {@link #resolve} does; it names the output
   */
  public Map<String, JsonNode> outputs(String stack) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> output : assembly.outputs(stack).properties()) {
      String name = "Output %s of %s".formatted(output.getKey(), stack);
      values.put(
          output.getKey(), new Resolution(name, stack).resolve(output.getValue().path("Value")));
    }
    return values;
  }

  /** A property of a resource without intrinsics; a missing node where it has none. */
  public JsonNode property(Resource resource, String name) {
    return resolve(resource, resource.properties().path(name));
  }

  private final class Resolution {
    private final Object where;
    private final String stack;

    /**
     * @param where named in errors: a resource, or an output
     */
    Resolution(Object where, String stack) {
      this.where = where;
      this.stack = stack;
    }

    JsonNode resolve(JsonNode value) {
      if (value.isArray()) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        value.forEach(element -> array.add(resolve(element)));
        return array;
      }
      if (!value.isObject()) {
        return value;
      }
      if (value.size() == 1) {
        Map.Entry<String, JsonNode> only = value.properties().iterator().next();
        if (only.getKey().equals("Ref") || only.getKey().startsWith("Fn::")) {
          return intrinsic(only.getKey(), only.getValue());
        }
      }
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        if (!entry.getValue().path("Ref").asText().equals("AWS::NoValue")) {
          object.set(entry.getKey(), resolve(entry.getValue()));
        }
      }
      return object;
    }

    private JsonNode intrinsic(String function, JsonNode argument) {
      return switch (function) {
        case "Ref" -> TextNode.valueOf(ref(argument.asText()));
        case "Fn::GetAtt" -> TextNode.valueOf(attribute(argument));
        case "Fn::GetStackOutput" -> output(argument);
        case "Fn::Join" -> TextNode.valueOf(join(argument));
        case "Fn::Select" -> select(argument);
        case "Fn::Split" -> split(argument);
        case "Fn::Sub" -> TextNode.valueOf(substitute(argument));
        default ->
            throw new TemplateException(
                "%s uses %s, which the local stack does not read".formatted(where, function));
      };
    }

    private String text(JsonNode value) {
      JsonNode resolved = resolve(value);
      if (!resolved.isValueNode()) {
        throw new TemplateException(
            "%s: %s stands where text is expected".formatted(where, resolved));
      }
      return resolved.asText();
    }

    private String ref(String name) {
      if (name.startsWith("AWS::")) {
        return pseudoParameter(name);
      }
      return attributes.ref(target("Ref", name), Intrinsics.this);
    }

    private String pseudoParameter(String name) {
      return switch (name) {
        case "AWS::Region" -> attributes.region();
        case "AWS::AccountId" -> LocalAccount.ID;
        case "AWS::Partition" -> "aws";
        case "AWS::URLSuffix" -> "amazonaws.com";
        case "AWS::StackName" -> stack;
        default -> throw new TemplateException("the local stack has no pseudo-parameter " + name);
      };
    }

    private String attribute(JsonNode argument) {
      if (argument.isTextual()) {
        String[] parts = argument.asText().split("\\.", 2);
        return attributes.attribute(target("Fn::GetAtt", parts[0]), parts[1], Intrinsics.this);
      }
      return attributes.attribute(
          target("Fn::GetAtt", argument.path(0).asText()), text(argument.path(1)), Intrinsics.this);
    }

    private Resource target(String function, String logicalId) {
      return assembly
          .resource(stack, logicalId)
          .orElseThrow(
              () ->
                  new TemplateException(
                      "%s: %s of %s, which is not a resource of stack %s"
                          .formatted(where, function, logicalId, stack)));
    }

    private JsonNode output(JsonNode argument) {
      String stackName = text(argument.path("StackName"));
      String name = text(argument.path("OutputName"));
      CloudAssembly.Output output =
          assembly
              .output(stackName, name)
              .orElseThrow(
                  () ->
                      new TemplateException(
                          "%s: Fn::GetStackOutput of %s, which is no output of stack %s"
                              .formatted(where, name, stackName)));
      return new Resolution(where, output.stack()).resolve(output.value());
    }

    private String join(JsonNode argument) {
      List<String> parts = new ArrayList<>();
      resolve(argument.path(1)).forEach(part -> parts.add(part.asText()));
      return String.join(argument.path(0).asText(), parts);
    }

    private JsonNode select(JsonNode argument) {
      int index = argument.path(0).asInt();
      JsonNode list = resolve(argument.path(1));
      if (!list.has(index)) {
        throw new TemplateException(
            "%s: Fn::Select of element %d of %s".formatted(where, index, list));
      }
      return list.get(index);
    }

    private JsonNode split(JsonNode argument) {
      ArrayNode parts = JsonNodeFactory.instance.arrayNode();
      for (String part :
          text(argument.path(1)).split(Pattern.quote(argument.path(0).asText()), -1)) {
        parts.add(part);
      }
      return parts;
    }

    private String substitute(JsonNode argument) {
      String template = argument.isArray() ? argument.path(0).asText() : argument.asText();
      JsonNode variables = argument.path(1);
      Matcher matcher = SUBSTITUTION.matcher(template);
      StringBuilder out = new StringBuilder();
      while (matcher.find()) {
        String name = matcher.group(2);
        String replacement;
        if (matcher.group(1).equals("!")) {
          replacement = "${" + name + "}";
        } else if (variables.has(name)) {
          replacement = text(variables.get(name));
        } else {
          replacement = name.contains(".") ? attribute(TextNode.valueOf(name)) : ref(name);
        }
        matcher.appendReplacement(out, Matcher.quoteReplacement(replacement));
      }
      return matcher.appendTail(out).toString();
    }
  }
}
