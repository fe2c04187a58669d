package dev.millrace.local.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What scoring and the model server tell each other comes through, both ways. */
class EndpointRuntimeTest {
  private static final String CUSTOM_ATTRIBUTES = "X-Amzn-SageMaker-Custom-Attributes";
  private static final String OTHER_FEATURES = "{\"error\": \"e\", \"features\": [\"a\"]}";

  private HttpServer container;
  private EndpointRuntime runtime;

  @BeforeEach
  void start() throws IOException {
    container = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    container.createContext(
        "/invocations",
        exchange -> {
          try (exchange) {
            String attributes = exchange.getRequestHeaders().getFirst(CUSTOM_ATTRIBUTES);
            boolean other = attributes.equals("features=other");
            byte[] body = (other ? OTHER_FEATURES : attributes).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set(CUSTOM_ATTRIBUTES, "model=m");
            exchange.sendResponseHeaders(other ? 409 : 200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    container.start();
    runtime =
        new EndpointRuntime(
            Map.of(
                "demo",
                new EndpointRuntime.Endpoint(
                    "live", URI.create("http://127.0.0.1:" + container.getAddress().getPort()))));
  }

  @AfterEach
  void stop() {
    runtime.close();
    container.stop(0);
  }

  private HttpResponse<String> invoke(String attributes) throws Exception {
    return invoke(runtime.endpoint(), attributes);
  }

  private static HttpResponse<String> invoke(URI endpoint, String attributes) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(endpoint.resolve("/endpoints/demo/invocations"))
              .header(CUSTOM_ATTRIBUTES, attributes)
              .POST(HttpRequest.BodyPublishers.ofString("{}"))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void customAttributesReachTheContainerAndTheCaller() throws Exception {
    HttpResponse<String> answer = invoke("features=0123;model=m");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("features=0123;model=m");
    assertThat(answer.headers().firstValue(CUSTOM_ATTRIBUTES)).hasValue("model=m");
  }

  @Test
  void aRefusalCarriesTheContainersStatusAndItsWords() throws Exception {
    HttpResponse<String> answer = invoke("features=other");

    JsonNode error = new ObjectMapper().readTree(answer.body());
    assertThat(answer.statusCode()).isEqualTo(424);
    assertThat(error.path("OriginalStatusCode").asInt()).isEqualTo(409);
    assertThat(error.path("OriginalMessage").asText()).isEqualTo(OTHER_FEATURES);
  }

  @Test
  void aFunctionThatIsDeniedTheEndpointIsToldSoAndAnotherIsAnswered() throws Exception {
    URI denied = runtime.endpointOf("ScoreSessions", "ScoreSessions"::equals);
    URI other = runtime.endpointOf("PredictionsApi", "ScoreSessions"::equals);

    HttpResponse<String> answer = invoke(denied, "features=0123");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("x-amzn-ErrorType")).hasValue("AccessDeniedException");
    assertThat(invoke(other, "features=0123").statusCode()).isEqualTo(200);
  }
}
