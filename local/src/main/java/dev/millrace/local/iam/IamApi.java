package dev.millrace.local.iam;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.protocol.ApiException;
import dev.millrace.local.protocol.QueryApi;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;

/** An imitation of IAM's PutRolePolicy, GetRolePolicy and DeleteRolePolicy. */
public final class IamApi implements AutoCloseable {
  private final RolePolicies policies;
  private final QueryApi api;

  /** Serves on any free port. */
  public IamApi(RolePolicies policies) throws IOException {
    this.policies = policies;
    this.api = QueryApi.start(this::answer);
  }

  public URI endpoint() {
    return api.endpoint();
  }

  private JsonNode answer(String operation, JsonNode request) {
    String role = request.path("RoleName").asText();
    String policy = request.path("PolicyName").asText();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    switch (operation) {
      case "PutRolePolicy" -> policies.put(role, policy, request.path("PolicyDocument").asText());
      case "DeleteRolePolicy" -> policies.delete(role, policy);
      case "GetRolePolicy" ->
          answer
              .put("RoleName", role)
              .put("PolicyName", policy)
              .put("PolicyDocument", URLEncoder.encode(policies.document(role, policy), UTF_8));
      default ->
          throw new ApiException(
              "InvalidAction",
              "The local stack imitates PutRolePolicy, GetRolePolicy and DeleteRolePolicy; '%s' is none of them"
                  .formatted(operation));
    }
    return answer;
  }

  @Override
  public void close() {
    api.close();
  }
}
