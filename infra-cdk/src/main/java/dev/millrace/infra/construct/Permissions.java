package dev.millrace.infra.construct;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;

/**
 * Policies written out by hand: CDK's {@code grant} methods allow more actions than a function
 * calls, some by wildcard.
 */
public final class Permissions {
  private Permissions() {}

  public static PolicyStatement allow(String resource, String... actions) {
    return allow(List.of(resource), actions);
  }

  public static PolicyStatement allow(List<String> resources, String... actions) {
    return PolicyStatement.Builder.create().actions(List.of(actions)).resources(resources).build();
  }

  /** What stays forbidden whatever else a role is allowed. */
  public static PolicyStatement deny(List<String> resources, String... actions) {
    return PolicyStatement.Builder.create()
        .effect(Effect.DENY)
        .actions(List.of(actions))
        .resources(resources)
        .build();
  }

  public static Map<String, PolicyDocument> policy(PolicyStatement... statements) {
    return policy(List.of(statements));
  }

  public static Map<String, PolicyDocument> policy(List<PolicyStatement> statements) {
    return Map.of("Permissions", PolicyDocument.Builder.create().statements(statements).build());
  }
}
