package dev.millrace.local.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.protocol.ApiException;
import dev.millrace.local.protocol.QueryApi;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/**
 * An imitation of CloudFormation's DescribeStacks: the stacks of the template, all of them created,
 * with their outputs. A page has few stacks, so that callers meet a second one.
 */
public final class StacksApi implements AutoCloseable {
  private static final int PAGE = 5;

  private final CloudAssembly assembly;
  private final Intrinsics intrinsics;
  private final Instant created;
  private final QueryApi api;

  /**
   * Serves on any free port.
   *
   * @param created when the stacks were created
   */
  public StacksApi(CloudAssembly assembly, Intrinsics intrinsics, Instant created)
      throws IOException {
    this.assembly = assembly;
    this.intrinsics = intrinsics;
    this.created = created;
    this.api = QueryApi.start(this::answer);
  }

  public URI endpoint() {
    return api.endpoint();
  }

  private JsonNode answer(String operation, JsonNode request) {
    if (!operation.equals("DescribeStacks")) {
      throw new ApiException(
          "ValidationError",
          "The local stack imitates DescribeStacks; '%s' is another operation"
              .formatted(operation));
    }
    if (request.has("StackName")) {
      return page(List.of(existing(request.path("StackName").asText())), 0);
    }
    return page(assembly.stackNames(), request.path("NextToken").asInt(0));
  }

  private String existing(String name) {
    return assembly.stackNames().stream()
        .filter(name::equals)
        .findFirst()
        .orElseThrow(
            () ->
                new ApiException(
                    "ValidationError", "Stack with id %s does not exist".formatted(name)));
  }

  private ObjectNode page(List<String> names, int from) {
    int to = Math.min(from + PAGE, names.size());
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    var stacks = answer.putArray("Stacks");
    names.subList(from, to).forEach(name -> stacks.add(stack(name)));
    return to < names.size() ? answer.put("NextToken", Integer.toString(to)) : answer;
  }

  private ObjectNode stack(String name) {
    ObjectNode stack = JsonNodeFactory.instance.objectNode();
    stack
        .put("StackName", name)
        .put("CreationTime", created.toString())
        .put("StackStatus", "CREATE_COMPLETE");
    var outputs = stack.putArray("Outputs");
    intrinsics
        .outputs(name)
        .forEach(
            (key, value) ->
                outputs.addObject().put("OutputKey", key).put("OutputValue", value.asText()));
    return stack;
  }

  @Override
  public void close() {
    api.close();
  }
}
