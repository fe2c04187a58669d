package dev.millrace.models.seed;

import dev.millrace.common.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Answers CloudFormation, which waits for it. */
public final class ResourceAnswer implements AutoCloseable {
  /** The same whatever the properties: a change of them must replace nothing. */
  private static final String PHYSICAL_ID = "millrace-seeded-models";

  /** CloudFormation takes an answer of 4 KiB. */
  private static final int LONGEST_REASON = 1_000;

  private static final int ATTEMPTS = 3;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ATTEMPT = Duration.ofSeconds(10);
  private static final int SUCCESSFUL = 2;
  private static final int HUNDRED = 100;

  private final HttpClient client;

  /** With a client of its own. */
  public ResourceAnswer() {
    this.client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  }

  /**
   * Puts the answer.
   *
   * @param failure why the resource could not be made; empty when it was
   * @throws IOException when it could not be put, three times
   */
  public void put(ResourceRequest to, Optional<String> failure)
      throws IOException, InterruptedException {
    HttpRequest put =
        HttpRequest.newBuilder(to.responseUrl())
            .timeout(ATTEMPT)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(json(to, failure)))
            .build();
    IOException last = new IOException("The answer was not put");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        HttpResponse<Void> answer = client.send(put, HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() / HUNDRED == SUCCESSFUL) {
          return;
        }
        last = new IOException("CloudFormation's answer to ours was " + answer.statusCode());
      } catch (IOException failed) {
        last = failed;
      }
    }
    throw last;
  }

  private static byte[] json(ResourceRequest to, Optional<String> failure) {
    Objects.requireNonNull(failure, "failure");
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("Status", failure.isPresent() ? "FAILED" : "SUCCESS");
          if (failure.isPresent()) {
            String reason = failure.get();
            json.writeStringField(
                "Reason", reason.substring(0, Math.min(reason.length(), LONGEST_REASON)));
          }
          json.writeStringField("PhysicalResourceId", PHYSICAL_ID);
          json.writeStringField("StackId", to.stackId());
          json.writeStringField("RequestId", to.requestId());
          json.writeStringField("LogicalResourceId", to.logicalResourceId());
          json.writeEndObject();
        });
  }

  @Override
  public void close() {
    client.close();
  }
}
