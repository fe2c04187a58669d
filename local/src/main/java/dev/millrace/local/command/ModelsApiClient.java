package dev.millrace.local.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The routes of a Millrace by which versions are registered.
 *
 * @param url of the HTTP API, without a slash at the end
 * @param token a JWT whose scopes allow it
 * @param poll how long to wait before it is asked again whether a validation is through
 */
record ModelsApiClient(HttpClient http, URI url, String token, Duration poll) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ANSWER = Duration.ofMinutes(1);

  /** An answer: its status, and its body, which is a problem's where it is no success. */
  private record Answer(int status, JsonNode body) {
    Answer expecting(int... expected) {
      for (int one : expected) {
        if (status == one) {
          return this;
        }
      }
      throw new StackException(
          body.path("detail").asText("The API answered %d: %s".formatted(status, body)));
    }
  }

  /**
   * Posts, uploads and completes a version, and waits for its validation.
   *
   * @param body what is posted
   * @param file the model
   * @return the version's card
   * @throws StackException with the problem's sentence when it is not validated
   */
  JsonNode register(String name, String version, JsonNode body, Path file, Duration patience)
      throws IOException, InterruptedException {
    String versions = "/models/%s/versions".formatted(name);
    JsonNode created = ask("POST", versions, body.toString()).expecting(201).body();
    upload(created, file);
    String path = versions + "/" + version;
    Answer answer = ask("POST", path + "/complete", "").expecting(200, 202);
    long end = System.nanoTime() + patience.toNanos();
    while (answer.body().path("status").asText().equals("validating")) {
      if (System.nanoTime() - end > 0) {
        throw new StackException(
            "%s %s is still being validated after %d s"
                .formatted(name, version, patience.toSeconds()));
      }
      Thread.sleep(poll);
      answer = ask("GET", path, "").expecting(200);
    }
    if (!answer.body().path("status").asText().equals("validated")) {
      throw new StackException(answer.body().path("error").asText(answer.body().toString()));
    }
    return answer.body();
  }

  private void upload(JsonNode created, Path file) throws IOException, InterruptedException {
    HttpRequest.Builder put =
        HttpRequest.newBuilder(URI.create(created.path("upload_url").asText()))
            .header("Content-Type", "application/octet-stream")
            .PUT(HttpRequest.BodyPublishers.ofFile(file));
    created
        .path("upload_headers")
        .properties()
        .forEach(header -> put.header(header.getKey(), header.getValue().asText()));
    HttpResponse<String> answer = http.send(put.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new StackException(
          "The upload of %s was refused: %d %s"
              .formatted(file, answer.statusCode(), answer.body().strip()));
    }
  }

  private Answer ask(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(ANSWER)
            .header("Authorization", "Bearer " + token);
    if (body.isEmpty()) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(body));
    }
    HttpResponse<byte[]> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    try {
      return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
    } catch (JsonProcessingException e) {
      throw new StackException(
          "%s answered %d, and no JSON".formatted(url + path, answer.statusCode()), e);
    }
  }
}
