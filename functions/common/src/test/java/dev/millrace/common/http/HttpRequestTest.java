package dev.millrace.common.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRequestTest {

  @Test
  void aRequestIsReadFromItsEvent() throws IOException {
    HttpRequest request = HttpEvents.read(HttpEvents.file("post-events.json"));

    assertThat(request.routeKey()).isEqualTo("POST /events");
    assertThat(request.requestId()).isEqualTo("JKJaXmPLvHcESHA=");
    assertThat(request.mediaType()).isEqualTo("application/x-ndjson");
    assertThat(request.header("Authorization")).contains("Bearer token");
    assertThat(request.query()).containsOnlyKeys("stream").containsValue("sessions");
    assertThat(request.pathParameters()).isEmpty();
  }

  @Test
  void theClaimsAreThoseOfTheVerifiedToken() throws IOException {
    HttpRequest request = HttpEvents.read(HttpEvents.file("post-events.json"));

    assertThat(request.claims()).isEqualTo(Map.of("requestId", "not this one", "scope", "ingest"));
    assertThat(request.caller()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"authorizer\": null}",
        "{\"authorizer\": {\"lambda\": {\"claims\": {\"sub\": \"a\"}}}}",
        "{\"authorizer\": {\"jwt\": \"a\"}}",
        "{\"authorizer\": {\"jwt\": {\"claims\": [\"sub\"]}}}",
        "{\"authorizer\": {\"jwt\": {\"scopes\": {\"sub\": \"a\"}}}, \"sub\": \"a\"}"
      })
  void noOtherPartOfAnEventNamesACaller(String context) throws IOException {
    HttpRequest request =
        HttpEvents.read("{\"routeKey\": \"GET /jobs\", \"requestContext\": " + context + "}");

    assertThat(request.claims()).isEmpty();
    assertThat(request.caller()).isEmpty();
  }

  @Test
  void aPathHasItsParametersEncoded() {
    HttpRequest request =
        new HttpRequest(
            "GET /models/{name}/versions/{version}",
            "request-1",
            Map.of(),
            Map.of(),
            Map.of("name", "a b?{version}", "version", "1.0.0"),
            new byte[0]);

    assertThat(request.path()).isEqualTo("/models/a%20b%3F%7Bversion%7D/versions/1.0.0");
    assertThat(request.path("/models/{name}")).isEqualTo("/models/a%20b%3F%7Bversion%7D");
  }

  @Test
  void aBodyInBase64IsTheBytesThatWereSent() throws IOException {
    HttpRequest request = HttpEvents.read(HttpEvents.file("post-events.json"));

    assertThat(request.body()).isEqualTo(Base64.getDecoder().decode("eyJfaWQiOiAiw6kifQ0K//4="));
  }

  @Test
  void aBodyInTextIsItsUtf8() throws IOException {
    HttpRequest request =
        HttpEvents.read(
            "{\"routeKey\": \"POST /predictions\", \"body\": \"\\u00e9\\ud83d\\ude00\"}");

    assertThat(request.body()).isEqualTo("é😀".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aCommaInAQueryParameterIsItsOwn() throws IOException {
    HttpRequest request =
        HttpEvents.read(
            """
            {"routeKey": "GET /metrics", "rawQueryString": "service=orders%2Ceu&from=a+b&&to=%C3%A9%EF%BF%BD&flag&x=1=2",
             "queryStringParameters": {"service": "orders,eu", "from": "a b"}}
            """);

    assertThat(request.query())
        .isEqualTo(
            Map.of("service", "orders,eu", "from", "a b", "to", "é\uFFFD", "flag", "", "x", "1=2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=1&a=2",
        "a=1&b=2&%61=1",
        "a&a",
        "a=%zz",
        "a=%",
        "%ff=1",
        "a=%C3",
        "a=%ED%A0%80"
      })
  void aQueryThatIsAmbiguousOrNoUtf8IsAProblem(String query) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(
            () ->
                HttpEvents.read(
                    "{\"routeKey\": \"GET /\", \"rawQueryString\": \"%s\"}".formatted(query)))
        .satisfies(problem -> assertThat(problem.response().status()).isEqualTo(400));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%2Fb", "a/b", "100%", "%", "+", "ein Wort", "日本語😀", "a%252Fb"})
  void aPathParameterIsNotDecodedAgain(String id) throws IOException {
    assertThat(HttpEvents.read(HttpEvents.withId(id)).pathParameters()).containsEntry("id", id);
  }

  @Test
  void whatIsNoTextWhereTextsAreExpectedIsPassedOver() throws IOException {
    HttpRequest request =
        HttpEvents.read(
            """
            {"headers": {"a": {"routeKey": "b"}, "c": ["d"], "e": "f"}, "queryStringParameters": [{"g": "h"}],
             "pathParameters": null, "requestContext": ["i"], "body": null, "isBase64Encoded": null, "routeKey": "GET /j"}
            """);

    assertThat(request.routeKey()).isEqualTo("GET /j");
    assertThat(request.header("e")).contains("f");
    assertThat(request.query()).isEmpty();
    assertThat(request.body()).isEmpty();
    assertThat(request.mediaType()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "\"text\"",
        "{}",
        "{\"routeKey\": 1",
        "{\"routeKey\": \"GET /\"} x",
        "{\"routeKey\": {}}",
        "{\"Records\": []}",
        "{\"routeKey\": \"GET /\", \"body\": \"*\", \"isBase64Encoded\": true}"
      })
  void anEventOfAnotherKindIsAProblem(String event) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> HttpEvents.read(event))
        .withMessageContaining("payload format 2.0")
        .satisfies(problem -> assertThat(problem.response().status()).isEqualTo(400));
  }

  @Test
  void anEventThatIsCutAnywhereIsAProblem() throws IOException {
    byte[] event = HttpEvents.file("post-events.json");
    int end = new String(event, StandardCharsets.UTF_8).stripTrailing().length();

    for (int length = 0; length < end; length++) {
      byte[] cut = Arrays.copyOf(event, length);
      assertThatExceptionOfType(Problem.class)
          .as("the first %d bytes", length)
          .isThrownBy(() -> HttpEvents.read(cut));
    }
  }
}
