package dev.millrace.local.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** The HTTP API of a stack, asked with one token. Thread-safe. */
public final class StackApi implements AutoCloseable {
  /** Reads and writes bodies. */
  public static final ObjectMapper JSON = new ObjectMapper();

  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI url;
  private final String token;

  /**
   * A client.
   *
   * @param url of the API, without a slash at its end
   * @param token that each request carries
   */
  public StackApi(URI url, String token) {
    this.url = Objects.requireNonNull(url);
    this.token = Objects.requireNonNull(token);
  }

  /**
   * What a request was answered.
   *
   * @param body JSON
   */
  public record Answer(int status, JsonNode body) {
    /**
     * The body of a request that succeeded.
     *
     * @param what was asked, for a refusal without a reason
     * @throws StackException with the problem's sentence when the status is not of the 200s
     */
    public JsonNode expect(String what) {
      if (status < 200 || status >= 300) {
        throw new StackException(
            body.path("detail").asText("%s was answered %d: %s".formatted(what, status, body)));
      }
      return body;
    }
  }

  /** Gets a path, which begins with a slash. */
  public Answer get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  /** Posts JSON. */
  public Answer post(String path, JsonNode body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
  }

  /** Posts nothing. */
  public Answer post(String path) throws IOException, InterruptedException {
    return send(request(path).POST(BodyPublishers.noBody()));
  }

  /** Puts JSON. */
  public Answer put(String path, JsonNode body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
  }

  /**
   * Uploads a file where the API said.
   *
   * @throws StackException when it is refused
   */
  public void upload(URI address, Map<String, String> headers, Path file)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/octet-stream")
            .PUT(BodyPublishers.ofFile(file));
    headers.forEach(request::header);
    HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new StackException(
          "The upload of %s was refused: %d %s"
              .formatted(file, answer.statusCode(), answer.body().strip()));
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(LONGEST)
        .header("Authorization", "Bearer " + token);
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
    try {
      return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
    } catch (JsonProcessingException e) {
      throw new StackException(
          "%s answered %d, and no JSON".formatted(answer.uri(), answer.statusCode()), e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
