package dev.millrace.local.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.process.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** A service's API in AWS's JSON protocol, where a header of each request names its operation. */
public final class JsonApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String contentType;
  private final Operations operations;
  private final LoopbackServer server;

  /** What the service does. */
  @FunctionalInterface
  public interface Operations {
    /**
     * Answers a request.
     *
     * @param operation such as {@code PutEvents}
     * @throws ApiException when the service refuses it
     * @throws IOException when what it asks for cannot be kept
     */
    JsonNode answer(String operation, JsonNode request) throws IOException;
  }

  private JsonApi(String version, Operations operations) throws IOException {
    this.contentType = "application/x-amz-json-" + version;
    this.operations = operations;
    this.server = LoopbackServer.start(this::handle);
  }

  /**
   * Serves on any free port.
   *
   * @param version of the protocol: {@code 1.0} or {@code 1.1}
   */
  public static JsonApi start(String version, Operations operations) throws IOException {
    return new JsonApi(version, operations);
  }

  public URI endpoint() {
    return server.endpoint();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String target =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Target")).orElse("");
    int status = 200;
    JsonNode answer;
    try {
      JsonNode request = JSON.readTree(exchange.getRequestBody());
      answer = operations.answer(target.substring(target.lastIndexOf('.') + 1), request);
    } catch (ApiException e) {
      status = e.status();
      answer = problem(e.type(), e.getMessage());
    } catch (JsonProcessingException e) {
      status = 400;
      answer = problem("SerializationException", "The request's body is not JSON");
    } catch (IOException | RuntimeException e) {
      status = 500;
      answer = problem("InternalServiceException", String.valueOf(e.getMessage()));
    }
    LoopbackServer.answer(exchange, status, contentType, JSON.writeValueAsBytes(answer));
  }

  private static JsonNode problem(String type, String message) {
    return JSON.createObjectNode().put("__type", type).put("message", message);
  }

  @Override
  public void close() {
    server.close();
  }
}
