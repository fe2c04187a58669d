package dev.millrace.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.fixture.RecorderStack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP API and the Invoke API in front of a real function process. */
class HttpApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static RecorderStack recorder;
  private static Path directory;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    directory = folder;
    recorder = RecorderStack.start(folder);
  }

  @AfterAll
  static void stop() {
    recorder.close();
    CLIENT.close();
  }

  @Test
  void aRequestReachesTheFunctionInPayloadFormatTwo() throws Exception {
    HttpResponse<String> response =
        send(
            request("/echo/a%20b?x=1&x=2&y=%26")
                .header("Authorization", "Bearer " + recorder.stack().token())
                .header("Content-Type", "application/json")
                .header("X-Custom", "Value")
                .POST(HttpRequest.BodyPublishers.ofString("{\"é\":1}")));

    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.headers().firstValue("x-recorder")).contains("yes");
    assertThat(response.headers().firstValue("set-cookie")).contains("a=b");
    JsonNode event = JSON.readTree(response.body());
    assertThat(event.path("version").asText()).isEqualTo("2.0");
    assertThat(event.path("routeKey").asText()).isEqualTo("POST /echo/{name}");
    assertThat(event.path("rawQueryString").asText()).isEqualTo("x=1&x=2&y=%26");
    assertThat(event.at("/queryStringParameters/x").asText()).isEqualTo("1,2");
    assertThat(event.at("/queryStringParameters/y").asText()).isEqualTo("&");
    assertThat(event.at("/pathParameters/name").asText()).isEqualTo("a b");
    assertThat(event.at("/headers/x-custom").asText()).isEqualTo("Value");
    assertThat(event.path("body").asText()).isEqualTo("{\"é\":1}");
    assertThat(event.path("isBase64Encoded").asBoolean()).isFalse();
    assertThat(event.at("/requestContext/http/method").asText()).isEqualTo("POST");
    assertThat(event.at("/requestContext/authorizer/jwt/claims/scope").asText())
        .contains("millrace/read");
    assertThat(event.at("/requestContext/authorizer/jwt/scopes/0").asText())
        .isEqualTo("millrace/read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-ndjson",
        "application/x-www-form-urlencoded",
        "application/problem+json",
        "application/jsonlines"
      })
  void aBodyThatIsNoTextIsEncoded(String type) throws Exception {
    JsonNode event = echoed("{}\n", "Content-Type", type);

    assertThat(event.path("isBase64Encoded").asBoolean()).isTrue();
    assertThat(event.path("body").binaryValue()).isEqualTo(new byte[] {'{', '}', '\n'});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON ; charset=utf-8",
        "text/csv;header=present",
        "application/xml",
        "application/javascript"
      })
  void aBodyOfATextTypeIsText(String type) throws Exception {
    JsonNode event = echoed("{}", "Content-Type", type);

    assertThat(event.path("isBase64Encoded").asBoolean()).isFalse();
    assertThat(event.path("body").asText()).isEqualTo("{}");
  }

  @Test
  void aBodyWithAContentEncodingIsEncodedWhateverItsType() throws Exception {
    JsonNode event = echoed("{}", "Content-Type", "application/json", "Content-Encoding", "gzip");

    assertThat(event.path("isBase64Encoded").asBoolean()).isTrue();
    assertThat(event.path("body").binaryValue()).isEqualTo(new byte[] {'{', '}'});
    assertThat(event.at("/headers/content-encoding").asText()).isEqualTo("gzip");
  }

  private static JsonNode echoed(String body, String... headers) throws Exception {
    return JSON.readTree(
        send(request("/echo/x")
                .header("Authorization", "Bearer " + recorder.stack().token())
                .headers(headers)
                .POST(HttpRequest.BodyPublishers.ofString(body)))
            .body());
  }

  @Test
  void aRouteWithoutAuthorizationWantsNoToken() throws Exception {
    assertThat(send(request("/open").GET()).statusCode()).isEqualTo(201);
  }

  @Test
  void aMissingBrokenForeignOrExpiredTokenIsUnauthorized(@TempDir Path other) throws Exception {
    DevelopmentIssuer foreign =
        DevelopmentIssuer.of(other.resolve("issuer.json"), Clock.systemUTC());
    DevelopmentIssuer ours =
        DevelopmentIssuer.of(directory.resolve("stack/issuer.json"), Clock.systemUTC());
    for (String authorization :
        List.of(
            "Bearer nonsense",
            "Bearer " + foreign.token(List.of("millrace/read"), Duration.ofHours(1)),
            "Bearer " + ours.token(List.of("millrace/read"), Duration.ofSeconds(-1)))) {
      assertThat(
              send(request("/echo/x")
                      .header("Authorization", authorization)
                      .POST(HttpRequest.BodyPublishers.noBody()))
                  .statusCode())
          .as(authorization)
          .isEqualTo(401);
    }
    assertThat(send(request("/echo/x").POST(HttpRequest.BodyPublishers.noBody())).statusCode())
        .isEqualTo(401);
  }

  @Test
  void aTokenWithoutTheRoutesScopeIsForbidden() throws Exception {
    DevelopmentIssuer ours =
        DevelopmentIssuer.of(directory.resolve("stack/issuer.json"), Clock.systemUTC());
    String token = ours.token(List.of("millrace/read"), Duration.ofHours(1));

    assertThat(
            send(request("/other").header("Authorization", "Bearer " + token).GET()).statusCode())
        .isEqualTo(403);
  }

  @Test
  void whatNoRouteTakesIsNotFound() throws Exception {
    HttpResponse<String> response = send(request("/nowhere").GET());

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).isEqualTo("{\"message\":\"Not Found\"}");
  }

  @Test
  void aBodyOverTenMegabytesIsTooLarge() throws Exception {
    HttpResponse<String> response =
        send(
            request("/echo/x")
                .header("Authorization", "Bearer " + recorder.stack().token())
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[10 * 1024 * 1024 + 1])));

    assertThat(response.statusCode()).isEqualTo(413);
  }

  @Test
  void aFunctionThatThrowsIsAnErrorOfTheInvocation() throws Exception {
    HttpResponse<String> response =
        invoke("Recorder:live", "RequestResponse", "{\"do\":\"throw-now\"}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("X-Amz-Function-Error")).contains("Unhandled");
    assertThat(JSON.readTree(response.body()).path("errorMessage").asText())
        .isEqualTo("asked to throw");
  }

  @Test
  void anAsynchronousInvocationThatFailsForGoodLandsInItsQueue() throws Exception {
    assertThat(invoke("Recorder", "Event", "{\"do\":\"throw-now\"}").statusCode()).isEqualTo(202);

    var sqs = recorder.stack().clients().sqs();
    String queue = sqs.getQueueUrl(request -> request.queueName("dead-letters")).queueUrl();
    var messages =
        sqs.receiveMessage(request -> request.queueUrl(queue).waitTimeSeconds(20)).messages();
    JsonNode message = JSON.readTree(messages.getFirst().body());
    assertThat(message.at("/requestPayload/do").asText()).isEqualTo("throw-now");
    assertThat(message.at("/requestContext/approximateInvokeCount").asInt()).isEqualTo(1);
  }

  private static HttpResponse<String> invoke(String function, String type, String event)
      throws Exception {
    URI lambda = URI.create(recorder.stack().environment().get("AWS_ENDPOINT_URL_LAMBDA"));
    return CLIENT.send(
        HttpRequest.newBuilder(lambda.resolve("/2015-03-31/functions/" + function + "/invocations"))
            .header("X-Amz-Invocation-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(event))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(URI.create(recorder.stack().url() + pathAndQuery));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
