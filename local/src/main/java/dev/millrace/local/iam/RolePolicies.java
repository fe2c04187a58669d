package dev.millrace.local.iam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.local.protocol.ApiException;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The inline policies that were put on the template's roles since the stack started: each denies
 * actions on every resource. What the template itself allows is not enforced. Safe for use by
 * several threads.
 */
public final class RolePolicies {
  /** The one action whose denial the stack enforces. */
  public static final String INVOKE_ENDPOINT = "sagemaker:InvokeEndpoint";

  private static final String INVOKE_FUNCTION = "\"lambda:InvokeFunction\"";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> roleOfFunction = new HashMap<>();
  private final Set<String> invokers = new HashSet<>();

  /** Documents by role and name; a role without policies has an empty map. */
  @GuardedBy("this")
  private final Map<String, Map<String, String>> policies = new TreeMap<>();

  /** The roles of a template, without policies. */
  public RolePolicies(CloudAssembly assembly, Intrinsics intrinsics) {
    for (Resource role : assembly.resources("AWS::IAM::Role")) {
      policies.put(role.name(), new TreeMap<>());
      if (role.properties().toString().contains(INVOKE_FUNCTION)) {
        invokers.add(role.name());
      }
    }
    for (Resource policy : assembly.resources("AWS::IAM::Policy")) {
      if (policy.properties().toString().contains(INVOKE_FUNCTION)) {
        intrinsics.property(policy, "Roles").forEach(role -> invokers.add(role.asText()));
      }
    }
    for (Resource function : assembly.resources("AWS::Lambda::Function")) {
      String arn = intrinsics.property(function, "Role").asText();
      roleOfFunction.put(function.name(), arn.substring(arn.indexOf('/') + 1));
    }
  }

  /** The name of a function's role; the function's own where its role is not in the template. */
  public String roleOf(String function) {
    return roleOfFunction.getOrDefault(function, function);
  }

  /** Whether the template lets a function invoke functions. */
  public boolean mayInvokeFunctions(String function) {
    return invokers.contains(roleOf(function));
  }

  /** Whether a policy on a function's role denies it the model endpoints. */
  public synchronized boolean denyEndpoints(String function) {
    return !policies.getOrDefault(roleOf(function), Map.of()).isEmpty();
  }

  /**
   * Puts a policy on a role, in place of the one of that name.
   *
   * @throws ApiException when there is no such role, or the policy is not one that the stack
   *     enforces
   */
  synchronized void put(String role, String name, String document) {
    requireEnforced(document);
    ofRole(role).put(name, document);
  }

  /**
   * A policy's document.
   *
   * @throws ApiException when there is no such role or policy
   */
  synchronized String document(String role, String name) {
    return Optional.ofNullable(ofRole(role).get(name)).orElseThrow(() -> noPolicy(role, name));
  }

  /**
   * Takes a policy from a role.
   *
   * @throws ApiException when there is no such role or policy
   */
  synchronized void delete(String role, String name) {
    if (ofRole(role).remove(name) == null) {
      throw noPolicy(role, name);
    }
  }

  @GuardedBy("this")
  private Map<String, String> ofRole(String role) {
    return Optional.ofNullable(policies.get(role))
        .orElseThrow(
            () ->
                new ApiException(
                    "NoSuchEntity", 404, "The role with name %s cannot be found.".formatted(role)));
  }

  private static ApiException noPolicy(String role, String name) {
    return new ApiException(
        "NoSuchEntity",
        404,
        "The role policy with name %s cannot be found on role %s.".formatted(name, role));
  }

  /** Anything else would be taken and have no effect. */
  private static void requireEnforced(String document) {
    JsonNode statements;
    try {
      statements = JSON.readTree(document).path("Statement");
    } catch (JsonProcessingException e) {
      throw new ApiException("MalformedPolicyDocument", "The policy is not JSON");
    }
    JsonNode statement = statements.isArray() ? statements.path(0) : statements;
    boolean enforced =
        (!statements.isArray() || statements.size() == 1)
            && statement.path("Effect").asText().equals("Deny")
            && texts(statement.path("Action")).equals(Set.of(INVOKE_ENDPOINT))
            && texts(statement.path("Resource")).equals(Set.of("*"))
            && !statement.has("Condition");
    if (!enforced) {
      throw new ApiException(
          "MalformedPolicyDocument",
          "The local stack enforces one statement that denies %s on *; the policy holds another"
              .formatted(INVOKE_ENDPOINT));
    }
  }

  private static Set<String> texts(JsonNode oneOrMore) {
    Set<String> texts = new TreeSet<>();
    if (oneOrMore.isArray()) {
      oneOrMore.forEach(text -> texts.add(text.asText()));
    } else {
      texts.add(oneOrMore.asText());
    }
    return texts;
  }
}
