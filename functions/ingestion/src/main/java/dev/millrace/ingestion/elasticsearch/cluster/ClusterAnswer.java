package dev.millrace.ingestion.elasticsearch.cluster;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import dev.millrace.ingestion.row.JsonValues;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a cluster answered to a request.
 *
 * @param body unpacked; empty where it is larger than answers may be
 */
record ClusterAnswer(int status, Optional<byte[]> body) {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int TOO_LARGE = 413;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int LONGEST_SHOWN = 200;

  ClusterAnswer {
    Objects.requireNonNull(body);
  }

  boolean isOk() {
    return status == OK && body.isPresent();
  }

  boolean isNotFound() {
    return status == NOT_FOUND;
  }

  /**
   * Whether a smaller page would fit where this one did not: past our limit, past one on the way,
   * or past the memory that the cluster has left.
   */
  boolean isTooLarge() {
    return body.isEmpty()
        || status == TOO_LARGE
        || (isRefusal() && errorType().equals("circuit_breaking_exception"));
  }

  /** Whether the cluster has no room for the request at the moment. */
  boolean isRefusal() {
    return status == TOO_MANY_REQUESTS;
  }

  /**
   * The body, an object, as {@link JsonValues} reads it.
   *
   * @throws ClusterFailure when it is none
   */
  Map<?, ?> object() throws ClusterFailure {
    return readObject()
        .orElseThrow(
            () ->
                new ClusterFailure(
                    "The cluster answered %d with a body that is not a JSON object; expected one of Elasticsearch or OpenSearch"
                        .formatted(status)));
  }

  /** The type of the error that the body tells, such as {@code security_exception}; or empty. */
  String errorType() {
    return error() instanceof Map<?, ?> error && error.get("type") instanceof String type
        ? shown(type)
        : "";
  }

  /** The reason of the error that the body tells; or empty. */
  private String errorReason() {
    return error() instanceof Map<?, ?> error && rootCause(error).get("reason") instanceof String s
        ? shown(s)
        : "";
  }

  private static Map<?, ?> rootCause(Map<?, ?> error) {
    return error.get("root_cause") instanceof Iterable<?> causes
            && causes.iterator().hasNext()
            && causes.iterator().next() instanceof Map<?, ?> cause
        ? cause
        : error;
  }

  private Object error() {
    return readObject().<Object>map(object -> object.get("error")).orElse("");
  }

  private static String shown(String text) {
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
  }

  private Optional<Map<?, ?>> readObject() {
    if (body.isEmpty()) {
      return Optional.empty();
    }
    try (JsonParser json = Json.FACTORY.createParser(body.get())) {
      return json.nextToken() == JsonToken.START_OBJECT
          ? Optional.of((Map<?, ?>) JsonValues.read(json))
          : Optional.empty();
    } catch (IOException notJson) {
      // A proxy's page, say; the status tells what it means.
      return Optional.empty();
    }
  }

  /**
   * Why the cluster refused the request, as a failure.
   *
   * @param asked what for: "to search logs-*"
   */
  ClusterFailure failure(String asked) {
    String met =
        "The cluster answered %d%s when asked %s"
            .formatted(status, errorType().isEmpty() ? "" : " " + errorType(), asked);
    return new ClusterFailure(
        switch (status) {
          case 401 -> met + "; expected it to know the user or key of the source's secret";
          case 403 -> met + "; expected that user, key or role to be allowed to";
          case NOT_FOUND -> met + "; expected the index to be there";
          case TOO_MANY_REQUESTS -> met + "; expected it to have room after several attempts";
          case 301, 302, 303, 307, 308 -> met + "; expected no redirect from a source's url";
          // Of the declared query, of settings and limits of the index: never of a document.
          case 400 -> met + ": " + errorReason();
          default -> met + "; expected 200";
        });
  }
}
