package dev.millrace.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.common.Settings;
import dev.millrace.common.Sha256;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.Invocation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The functions of the registry on emulators, asked over events as API Gateway writes them. */
final class RegistryFixture {
  static final String DEFAULT_MODEL = "session-conversion";
  static final ObjectMapper JSON = new ObjectMapper();

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  private final RegistryServers servers;
  private final String bucket = "registry-" + BUCKETS.incrementAndGet();
  private final Map<String, String> environment = new HashMap<>();
  private final ModelsApi api;

  /** An answer of the API. */
  record Answer(int status, Map<String, String> headers, JsonNode body) {
    String detail() {
      return body.path("detail").asText();
    }
  }

  /** A registry of its own on servers that others share. */
  RegistryFixture(RegistryServers servers) {
    this.servers = servers;
    servers.s3().client().createBucket(create -> create.bucket(bucket));
    environment.put("POWERTOOLS_SERVICE_NAME", "models");
    environment.put("MODEL_REGISTRY_BUCKET", bucket);
    environment.put("MODEL_MAXIMUM_MEGABYTES", "1");
    environment.put("MODEL_VERSIONS_TABLE", DynamoDbServer.newTable("model", "version"));
    environment.put("MODEL_ROUTING_TABLE", DynamoDbServer.newTable("model"));
    environment.put("MODEL_HISTORY_TABLE", DynamoDbServer.newTable("model", "change_id"));
    environment.put("AUDIT_TABLE", DynamoDbServer.newTable("day", "time_id"));
    environment.put("VALIDATE_VERSION_FUNCTION", "ValidateVersion");
    environment.put("DEFAULT_MODEL", DEFAULT_MODEL);
    environment.put("MODEL_HEARTBEATS_TABLE", DynamoDbServer.newTable("instance"));
    environment.put("MODEL_COUNTERS_TABLE", DynamoDbServer.newTable("counted", "slot"));
    environment.put("MODEL_STREAMS", "sessions");
    environment.put("RUNS_TABLE", DynamoDbServer.newTable("id"));
    environment.put(
        "ROLLOUTS_MACHINE", "arn:aws:states:eu-central-1:123456789012:stateMachine:rollouts");
    servers.lambda().run(new ValidateVersion(settings()));
    api = new ModelsApi(settings());
  }

  Settings settings() {
    return new Settings(environment);
  }

  String table(String variable) {
    return environment.get(variable);
  }

  String bucket() {
    return bucket;
  }

  /** The keys of the registry's bucket. */
  List<String> keys() {
    return servers.s3().keys(bucket);
  }

  /** An object of the registry's bucket. */
  byte[] object(String key) {
    return servers.s3().client().getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray();
  }

  InvokeServer lambda() {
    return servers.lambda();
  }

  /** Asks as an operator. */
  Answer ask(String method, String path, String body) throws IOException {
    return askAs("operator", "millrace/read millrace/operate", method, path, body);
  }

  /**
   * Asks the API.
   *
   * @param path that of a route below {@code /models}, with a query perhaps
   */
  Answer askAs(String who, String scopes, String method, String path, String body)
      throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    byte[] event = event(who, scopes, method, path, body);
    api.handleRequest(new ByteArrayInputStream(event), answer, new Invocation());
    JsonNode node = JSON.readTree(answer.toByteArray());
    Map<String, String> headers = new HashMap<>();
    node.path("headers").properties().forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
    return new Answer(
        node.path("statusCode").asInt(), headers, JSON.readTree(node.path("body").asText()));
  }

  private static byte[] event(String who, String scopes, String method, String path, String body)
      throws IOException {
    String[] query = path.split("\\?", 2);
    String[] parts = query[0].substring(1).split("/", -1);
    StringBuilder route = new StringBuilder(method).append(" /models");
    ObjectNode event = JSON.createObjectNode();
    ObjectNode parameters = event.putObject("pathParameters");
    for (int place = 1; place < parts.length; place++) {
      boolean isName = place == 1 || (place == 3 && parts[2].equals("versions"));
      String parameter = place == 1 ? "name" : "version";
      route.append('/').append(isName ? "{" + parameter + "}" : parts[place]);
      if (isName) {
        parameters.put(parameter, parts[place]);
      }
    }
    event.put("routeKey", route.toString());
    event.put("rawQueryString", query.length > 1 ? query[1] : "");
    event.putObject("headers").put("content-type", "application/json");
    event.put("body", body);
    ObjectNode context = event.putObject("requestContext");
    context.put("requestId", "request-1");
    context
        .putObject("authorizer")
        .putObject("jwt")
        .putObject("claims")
        .put("sub", who)
        .put("scope", scopes);
    return JSON.writeValueAsBytes(event);
  }

  /** The body that posts a version. */
  static ObjectNode body(String version, byte[] onnx, String features) throws IOException {
    ObjectNode body = JSON.createObjectNode();
    body.put("version", version).put("format", "onnx").put("sha256", Sha256.hex(onnx));
    body.set("features", JSON.readTree(features));
    return body;
  }

  /** Uploads a file as a client does, and returns the status of S3's answer. */
  int upload(JsonNode created, byte[] onnx) throws Exception {
    HttpRequest.Builder put =
        HttpRequest.newBuilder(URI.create(created.path("upload_url").asText()))
            .header("Content-Type", "application/octet-stream")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(onnx));
    created
        .path("upload_headers")
        .properties()
        .forEach(header -> put.header(header.getKey(), header.getValue().asText()));
    return HTTP.send(put.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /** Posts, uploads and completes a version. */
  Answer register(String model, ObjectNode body, byte[] onnx) throws Exception {
    Answer created = ask("POST", "/models/" + model + "/versions", body.toString());
    if (created.status() != 201) {
      return created;
    }
    upload(created.body(), onnx);
    return ask(
        "POST",
        "/models/%s/versions/%s/complete".formatted(model, body.path("version").asText()),
        "");
  }
}
