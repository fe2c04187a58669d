package dev.millrace.tools.smoke.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;

/** How the test proves to the API that it may call it. */
public final class AccessToken {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VARIABLE = "MILLRACE_TOKEN";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private AccessToken() {}

  /**
   * The variable {@code MILLRACE_TOKEN}, or a token that the user pool gives to its client, with
   * all scopes that the client has.
   *
   * @throws StepFailure when the user pool gives none
   */
  public static String of(
      Map<String, String> environment, StackOutputs outputs, HttpClient http, SmokeClients clients)
      throws StepFailure, InterruptedException {
    String given = environment.getOrDefault(VARIABLE, "");
    return given.isEmpty() ? ofUserPool(outputs, http, clients) : given;
  }

  private static String ofUserPool(StackOutputs outputs, HttpClient http, SmokeClients clients)
      throws StepFailure, InterruptedException {
    String pool = outputs.value("UserPoolId");
    String client = outputs.value("ApiClientId");
    String secret;
    try (CognitoIdentityProviderClient cognito = clients.cognito()) {
      secret =
          cognito
              .describeUserPoolClient(request -> request.userPoolId(pool).clientId(client))
              .userPoolClient()
              .clientSecret();
    }
    URI url = URI.create(outputs.value("TokenUrl"));
    String credentials =
        Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(LIMIT)
            .header("Authorization", "Basic " + credentials)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
            .build();
    String look = "the user pool %s and its client %s".formatted(pool, client);
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode answer = JSON.readTree(response.body());
      if (response.statusCode() != 200 || !answer.path("access_token").isTextual()) {
        throw new StepFailure(
            "a token from " + url,
            "status %d, %s"
                .formatted(response.statusCode(), answer.path("error").asText("no access_token")),
            look);
      }
      return answer.path("access_token").asText();
    } catch (JsonProcessingException e) {
      throw new StepFailure("a token from " + url, "an answer that is not JSON", look);
    } catch (IOException e) {
      throw new StepFailure("a token from " + url, String.valueOf(e), look);
    }
  }
}
