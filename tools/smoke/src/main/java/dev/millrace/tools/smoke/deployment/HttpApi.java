package dev.millrace.tools.smoke.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/** The deployment's HTTP API. */
public final class HttpApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(35);
  private static final int SHOWN = 300;

  private final HttpClient http;
  private final URI url;
  private final String token;

  public HttpApi(HttpClient http, URI url, String token) {
    this.http = http;
    this.url = url;
    this.token = token;
  }

  /**
   * An answer.
   *
   * @param time from the request to the whole of the answer
   */
  public record Answer(int status, String body, Duration time) {
    /** The body; a missing node where it is not JSON. */
    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (JsonProcessingException e) {
        return MissingNode.getInstance();
      }
    }

    /** The status and the beginning of the body. */
    public String seen() {
      String text = body.length() <= SHOWN ? body : body.substring(0, SHOWN) + "...";
      return "status %d, %s".formatted(status, text.isBlank() ? "no body" : text.strip());
    }
  }

  public Answer get(String path) throws StepFailure, InterruptedException {
    return send(path, request(path).GET());
  }

  public Answer post(String path, String contentType, String body)
      throws StepFailure, InterruptedException {
    return send(
        path,
        request(path)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /**
   * Puts lines on a stream.
   *
   * @throws StepFailure when not all of them are taken
   */
  public void putEvents(String stream, String... lines) throws StepFailure, InterruptedException {
    String path = "/events?stream=" + stream;
    Answer answer = post(path, "application/x-ndjson", String.join("\n", lines));
    if (answer.status() != 202 || answer.json().path("accepted").asInt() != lines.length) {
      throw new StepFailure(
          "POST %s to accept %d lines with status 202".formatted(path, lines.length),
          answer.seen(),
          "the log of EventsApi and the stream's throttles");
    }
  }

  /** What is stored of a document, by its id. */
  public Answer prediction(String id) throws StepFailure, InterruptedException {
    // A slash is decoded before routes are matched: it is encoded twice.
    return get("/predictions/" + URLEncoder.encode(id, UTF_8).replace("%2F", "%252F"));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(LIMIT)
        .header("Authorization", "Bearer " + token);
  }

  private Answer send(String path, HttpRequest.Builder builder)
      throws StepFailure, InterruptedException {
    HttpRequest request = builder.build();
    long start = System.nanoTime();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
      Answer answer =
          new Answer(
              response.statusCode(), response.body(), Duration.ofNanos(System.nanoTime() - start));
      if (answer.status() == 401 || answer.status() == 403) {
        throw new StepFailure(
            "%s %s to be allowed".formatted(request.method(), path),
            answer.seen(),
            "the token: MILLRACE_TOKEN, or the scopes of the user pool's client");
      }
      return answer;
    } catch (IOException e) {
      throw new StepFailure(
          "an answer to %s %s".formatted(request.method(), path),
          "none from %s: %s".formatted(url, why(e)),
          "the URL, and whether the API's stack is deployed");
    }
  }

  private static String why(IOException e) {
    return switch (e) {
      case HttpTimeoutException _ -> "it took too long";
      case ConnectException _ -> "nothing accepts connections there";
      default -> String.valueOf(e.getMessage());
    };
  }
}
