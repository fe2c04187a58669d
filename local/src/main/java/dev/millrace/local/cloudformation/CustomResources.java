package dev.millrace.local.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.lambda.Functions;
import dev.millrace.local.lambda.InvocationResult;
import dev.millrace.local.process.LoopbackServer;
import dev.millrace.local.support.LocalAccount;
import dev.millrace.local.support.StackException;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkBytes;

/**
 * The template's custom resources that functions of the stack make: each is asked for with a {@code
 * Create} event at every start, one after the other.
 */
public final class CustomResources {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PREFIX = "Custom::";

  private final CloudAssembly assembly;
  private final Intrinsics intrinsics;
  private final Functions functions;

  /** What functions have answered, by the path of the response URL. */
  private final Map<String, JsonNode> answers = new ConcurrentHashMap<>();

  public CustomResources(CloudAssembly assembly, Intrinsics intrinsics, Functions functions) {
    this.assembly = assembly;
    this.intrinsics = intrinsics;
    this.functions = functions;
  }

  /**
   * Has all of them made, and waits.
   *
   * @throws StackException when a function fails, answers {@code FAILED} or does not answer
   */
  public void create() throws IOException, InterruptedException {
    List<Resource> resources =
        assembly.resources().stream()
            .filter(resource -> resource.type().startsWith(PREFIX))
            .filter(resource -> functions.find(serviceToken(resource)).isPresent())
            .toList();
    if (resources.isEmpty()) {
      return;
    }
    try (LoopbackServer server = LoopbackServer.start(this::receive)) {
      for (Resource resource : resources) {
        create(resource, server);
      }
    }
  }

  private String serviceToken(Resource resource) {
    return intrinsics.property(resource, "ServiceToken").asText();
  }

  private void create(Resource resource, LoopbackServer server) throws InterruptedException {
    String path = "/" + UUID.randomUUID();
    String function = serviceToken(resource);
    ObjectNode event =
        JsonNodeFactory.instance
            .objectNode()
            .put("RequestType", "Create")
            .put("ServiceToken", function)
            .put("ResponseURL", server.endpoint().resolve(path).toString())
            .put(
                "StackId",
                "arn:aws:cloudformation:%s:%s:stack/%s/local"
                    .formatted(assembly.region(), LocalAccount.ID, resource.stack()))
            .put("RequestId", UUID.randomUUID().toString())
            .put("LogicalResourceId", resource.logicalId())
            .put("ResourceType", resource.type());
    event.set("ResourceProperties", texts(intrinsics.resolve(resource, resource.properties())));
    InvocationResult result =
        functions.invokeAndWait(function, SdkBytes.fromUtf8String(event.toString()));
    if (result instanceof InvocationResult.FunctionError error) {
      throw new StackException(
          "%s was not made: its function failed with %s"
              .formatted(resource, error.payload().asUtf8String()));
    }
    JsonNode answer = answers.get(path);
    if (answer == null) {
      throw new StackException(
          "%s was not made: its function put nothing to the response URL".formatted(resource));
    }
    if (!answer.path("Status").asText().equals("SUCCESS")) {
      throw new StackException(
          "%s was not made: %s".formatted(resource, answer.path("Reason").asText()));
    }
  }

  /** CloudFormation hands numbers, true and false as strings. */
  private static JsonNode texts(JsonNode value) {
    if (value.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      value.properties().forEach(entry -> object.set(entry.getKey(), texts(entry.getValue())));
      return object;
    }
    if (value.isArray()) {
      var array = JsonNodeFactory.instance.arrayNode();
      value.forEach(element -> array.add(texts(element)));
      return array;
    }
    return TextNode.valueOf(value.asText());
  }

  private void receive(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("PUT")) {
      LoopbackServer.answer(exchange, 405, new byte[0]);
      return;
    }
    answers.put(
        exchange.getRequestURI().getPath(),
        JSON.readTree(exchange.getRequestBody().readAllBytes()));
    LoopbackServer.answer(exchange, 200, new byte[0]);
  }
}
