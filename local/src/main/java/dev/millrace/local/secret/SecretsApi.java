package dev.millrace.local.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.protocol.ApiException;
import dev.millrace.local.protocol.JsonApi;
import java.io.IOException;
import java.net.URI;
import java.util.UUID;

/**
 * An imitation of Secrets Manager's API: CreateSecret, GetSecretValue, PutSecretValue and
 * DescribeSecret, without rotation, deletion and permissions.
 */
public final class SecretsApi implements AutoCloseable {
  private final SecretStore store;
  private final String region;
  private final JsonApi api;

  /** Serves on any free port. */
  public SecretsApi(SecretStore store, String region) throws IOException {
    this.store = store;
    this.region = region;
    this.api = JsonApi.start("1.1", this::answer);
  }

  public URI endpoint() {
    return api.endpoint();
  }

  private ObjectNode answer(String operation, JsonNode request) throws IOException {
    String id = request.path("SecretId").asText();
    ObjectNode answer =
        switch (operation) {
          case "GetSecretValue" ->
              store.value(
                  id,
                  request.path("VersionStage").asText(SecretStore.CURRENT),
                  request.path("VersionId").asText(""));
          case "CreateSecret" -> {
            store.create(request.path("Name").asText());
            yield put(request.path("Name").asText(), request);
          }
          case "PutSecretValue" -> put(id, request);
          case "DescribeSecret" -> store.description(id);
          default ->
              throw new ApiException(
                  "InvalidRequestException",
                  "The local stack imitates CreateSecret, GetSecretValue, PutSecretValue and DescribeSecret; '%s' is none of them"
                      .formatted(operation));
        };
    return answer.put("ARN", SecretStore.arn(region, answer.path("Name").asText()));
  }

  private ObjectNode put(String id, JsonNode request) throws IOException {
    String kind = request.has("SecretBinary") ? "SecretBinary" : "SecretString";
    if (!request.path(kind).isTextual()) {
      throw new ApiException(
          "InvalidParameterException", "SecretString and SecretBinary are missing; expected one");
    }
    ObjectNode answer =
        store.put(
            id,
            request.path("ClientRequestToken").asText(UUID.randomUUID().toString()),
            kind,
            request.path(kind).asText());
    answer.putArray("VersionStages").add(SecretStore.CURRENT);
    return answer;
  }

  @Override
  public void close() {
    api.close();
  }
}
