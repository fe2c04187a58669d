package dev.millrace.local.command;

import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The stack that {@code .millrace/env} tells of. */
final class RunningStack {
  private final Map<String, String> environment;

  /**
   * @param environment with what that file exports
   */
  RunningStack(Map<String, String> environment) {
    this.environment = environment;
  }

  /** A variable that the file exports. */
  String variable(String name) {
    return Optional.ofNullable(environment.get(name))
        .orElseThrow(
            () -> new StackException("No local stack runs: start one with ./scripts/local"));
  }

  /** A function's answer. */
  record Answer(boolean error, String payload) {}

  /**
   * Invokes a function and waits for it.
   *
   * @throws StackException when there is no such function
   */
  Answer invoke(String function, String event) throws IOException, InterruptedException {
    String name = URLEncoder.encode(function, StandardCharsets.UTF_8);
    URI uri =
        URI.create(
            variable("AWS_ENDPOINT_URL_LAMBDA") + "/2015-03-31/functions/" + name + "/invocations");
    HttpRequest request =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(event)).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new StackException(
            "The invocation was refused with %d: %s"
                .formatted(response.statusCode(), response.body()));
      }
      return new Answer(
          response.headers().firstValue("X-Amz-Function-Error").isPresent(), response.body());
    }
  }
}
