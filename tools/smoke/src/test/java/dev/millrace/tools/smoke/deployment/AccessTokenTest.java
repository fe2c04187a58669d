package dev.millrace.tools.smoke.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names from the stacks of one environment, and a token of its user pool. */
class AccessTokenTest {
  private static final String SECRET = "secret of the client";
  private static final List<String> SERVICES = List.of("CloudFormation", "CognitoIdentityProvider");

  private HttpServer server;
  private String grantedTo =
      "Basic " + Base64.getEncoder().encodeToString(("client-1:" + SECRET).getBytes(UTF_8));

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    SERVICES.forEach(service -> System.setProperty("aws.endpointUrl" + service, url()));
    System.setProperty("aws.region", "eu-west-1");
    System.setProperty("aws.accessKeyId", "key");
    System.setProperty("aws.secretAccessKey", "secret");
  }

  @AfterEach
  void stop() {
    server.stop(0);
    SERVICES.forEach(service -> System.clearProperty("aws.endpointUrl" + service));
    List.of("region", "accessKeyId", "secretAccessKey")
        .forEach(name -> System.clearProperty("aws." + name));
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      int status = 200;
      String answer;
      if (exchange.getRequestURI().getPath().equals("/oauth2/token")) {
        boolean granted =
            grantedTo.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                && request.equals("grant_type=client_credentials");
        status = granted ? 200 : 400;
        answer = granted ? "{\"access_token\": \"t\"}" : "{\"error\": \"invalid_client\"}";
      } else if (request.contains("Action=DescribeStacks")) {
        answer = request.contains("NextToken=2") ? stacks("dev-MillraceApi") : firstPage();
      } else {
        answer = "{\"UserPoolClient\": {\"ClientSecret\": \"%s\"}}".formatted(SECRET);
      }
      exchange.sendResponseHeaders(status, answer.getBytes(UTF_8).length);
      exchange.getResponseBody().write(answer.getBytes(UTF_8));
    }
  }

  private String firstPage() {
    return stacks("prod-MillracePlatformData", "dev-MillracePlatformData")
        .replace("</DescribeStacksResult>", "<NextToken>2</NextToken></DescribeStacksResult>");
  }

  /** Stacks whose outputs name their environment, and the one user pool. */
  private String stacks(String... names) {
    StringBuilder stacks =
        new StringBuilder("<DescribeStacksResponse><DescribeStacksResult><Stacks>");
    for (String name : names) {
      stacks.append("<member><StackName>%s</StackName><Outputs>".formatted(name));
      Map.of(
              "StackOf" + name.replaceFirst("^.*Millrace", ""),
              name,
              "UserPoolId",
              "pool-1",
              "ApiClientId",
              "client-1",
              "TokenUrl",
              url() + "/oauth2/token")
          .forEach(
              (key, value) ->
                  stacks.append(
                      "<member><OutputKey>%s</OutputKey><OutputValue>%s</OutputValue></member>"
                          .formatted(key, value)));
      stacks.append("</Outputs></member>");
    }
    return stacks.append("</Stacks></DescribeStacksResult></DescribeStacksResponse>").toString();
  }

  private static StackOutputs outputs(SmokeClients clients, String environment) throws StepFailure {
    try (var cloudFormation = clients.cloudFormation()) {
      return StackOutputs.read(cloudFormation, environment);
    }
  }

  @Test
  void theOutputsAreThoseOfOneEnvironmentsStacksOnAllPages() throws Exception {
    try (SmokeClients clients = new SmokeClients()) {
      StackOutputs dev = outputs(clients, "dev");

      assertThat(dev.stacks()).isEqualTo(2);
      assertThat(dev.value("StackOfPlatformData")).isEqualTo("dev-MillracePlatformData");
      assertThat(dev.value("StackOfApi")).isEqualTo("dev-MillraceApi");
      assertThatExceptionOfType(StepFailure.class)
          .isThrownBy(() -> dev.value("QueryWorkgroup"))
          .withMessageContaining("an output QueryWorkgroup of one of the stacks dev-Millrace...")
          .withMessageContaining("none in dev-MillraceApi, dev-MillracePlatformData");
      assertThatExceptionOfType(StepFailure.class)
          .isThrownBy(() -> outputs(clients, "staging"))
          .withMessageContaining("staging-Millrace...; saw none");
    }
  }

  @Test
  void theUserPoolGivesATokenToItsClient() throws Exception {
    try (SmokeClients clients = new SmokeClients();
        HttpClient http = HttpClient.newHttpClient()) {
      StackOutputs outputs = outputs(clients, "dev");

      assertThat(AccessToken.of(Map.of(), outputs, http, clients)).isEqualTo("t");
      assertThat(AccessToken.of(Map.of("MILLRACE_TOKEN", "mine"), outputs, http, clients))
          .isEqualTo("mine");
    }
  }

  @Test
  void aClientThatGetsNoTokenIsNamed() throws Exception {
    grantedTo = "nobody";
    try (SmokeClients clients = new SmokeClients();
        HttpClient http = HttpClient.newHttpClient()) {
      StackOutputs outputs = outputs(clients, "dev");

      assertThatExceptionOfType(StepFailure.class)
          .isThrownBy(() -> AccessToken.of(Map.of(), outputs, http, clients))
          .withMessageContaining("saw status 400, invalid_client")
          .withMessageContaining("the user pool pool-1 and its client client-1")
          .withMessageNotContaining(SECRET);
    }
  }
}
