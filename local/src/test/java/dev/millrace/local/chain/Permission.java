package dev.millrace.local.chain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.fixture.Call;
import dev.millrace.local.resource.LocalAttributes;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An action that a role allows, or denies, on a resource.
 *
 * @param resource the end of its ARN, past the account, as that of a {@link Call}; a star stands
 *     for anything
 */
record Permission(String action, String resource) {
  /** What precedes a resource in an ARN. */
  private static final Pattern ARN_START = Pattern.compile("^arn:aws:[^:]*:[^:]*:[^:]*:");

  /** What a function's role in a synthesized template allows. */
  static Set<Permission> of(CloudAssembly assembly, String function) {
    return with("Allow", assembly, function);
  }

  /** What it denies, whatever it allows. */
  static Set<Permission> denied(CloudAssembly assembly, String function) {
    return with("Deny", assembly, function);
  }

  private static Set<Permission> with(String effect, CloudAssembly assembly, String function) {
    Intrinsics intrinsics =
        new Intrinsics(
            assembly, new LocalAttributes(assembly.region(), "http://queues", "http://api"));
    Set<Permission> permissions = new HashSet<>();
    for (JsonNode policy : intrinsics.property(role(assembly, intrinsics, function), "Policies")) {
      for (JsonNode statement : policy.path("PolicyDocument").path("Statement")) {
        if (!statement.path("Effect").asText().equals(effect)) {
          continue;
        }
        for (String action : texts(statement.path("Action"))) {
          for (String resource : texts(statement.path("Resource"))) {
            String end = ARN_START.matcher(resource).replaceFirst("");
            permissions.add(new Permission(action, end));
          }
        }
      }
    }
    return permissions;
  }

  private static Resource role(CloudAssembly assembly, Intrinsics intrinsics, String function) {
    Resource declared =
        assembly.resources("AWS::Lambda::Function").stream()
            .filter(resource -> resource.name().equals(function))
            .findFirst()
            .orElseThrow();
    String arn = intrinsics.property(declared, "Role").asText();
    return assembly.resources("AWS::IAM::Role").stream()
        .filter(role -> arn.endsWith(":role/" + role.name()))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> texts(JsonNode oneOrMore) {
    if (!oneOrMore.isArray()) {
      return List.of(oneOrMore.asText());
    }
    List<String> texts = new ArrayList<>();
    oneOrMore.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  /** Whether a call is, or may be where its resource is not known, one of those this is for. */
  boolean covers(Call call) {
    String pattern = "\\Q" + resource.replace("*", "\\E.*\\Q") + "\\E";
    return action.equals(call.action())
        && (call.resource().equals("?") || call.resource().matches(pattern));
  }
}
