package dev.millrace.scoring;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.common.Json;
import dev.millrace.common.Settings;
import dev.millrace.scoring.fixture.AwsServer;
import dev.millrace.scoring.fixture.ModelRoutes;
import dev.millrace.scoring.fixture.ModelServer;
import dev.millrace.testsupport.DynamoDbProxy;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.Invocation;
import dev.millrace.testsupport.SdkEnvironment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** The function behind the HTTP API, with streams, an endpoint and tables of a test's own. */
final class ApiServers implements AutoCloseable {
  static final String VALID =
      "{\"_id\": \"%s\", \"_source\": {\"createdDateTime\": 1731880381293, \"zipCode\":"
          + " \"94105\"}}";
  static final String PREDICTIONS = DynamoDbServer.newTable("id", "model");
  private static final String LOOKUPS = DynamoDbServer.newTable("_millrace_key");
  private static final ObjectMapper JSON = new ObjectMapper();

  final AwsServer aws;
  final ModelServer model;
  final ModelRoutes routes = new ModelRoutes();
  final Set<String> called = new ConcurrentSkipListSet<>();
  final PredictionsApi api;
  private final DynamoDbProxy tables;
  private final SdkEnvironment environment;
  private volatile boolean tablesAreDown;

  ApiServers() throws IOException {
    aws = new AwsServer();
    model = new ModelServer();
    tables =
        new DynamoDbProxy(
            (operation, body) -> {
              called.add(operation);
              return tablesAreDown ? DynamoDbProxy.Fault.REFUSED : DynamoDbProxy.Fault.NONE;
            });
    environment =
        new SdkEnvironment()
            .withEveryService(URI.create(aws.endpoint()))
            .with("DynamoDb", tables.endpoint())
            .with("SageMakerRuntime", model.address());
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "POWERTOOLS_SERVICE_NAME", "scoring",
                "PREDICTIONS_TABLE", PREDICTIONS,
                "LOOKUPS_TABLE", LOOKUPS,
                "MODEL_ENDPOINT", "demo",
                "DEFAULT_MODEL", "demo",
                "PREDICTIONS_STREAM", "predictions"));
    settings.putAll(routes.environment());
    api = new PredictionsApi(new Settings(settings));
  }

  /** An answer of the function. */
  record Answer(int status, String body) {
    JsonNode json() throws IOException {
      return JSON.readTree(body);
    }
  }

  /** What the log of predictions took. */
  List<JsonNode> logged() throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (AwsServer.Put put : aws.taken()) {
      if (isLogRow(put)) {
        rows.add(JSON.readTree(put.data().getBytes(StandardCharsets.ISO_8859_1)));
      }
    }
    return rows;
  }

  static boolean isLogRow(AwsServer.Put put) {
    return put.data().startsWith("{\"log_id\"");
  }

  void takeTablesDown() {
    tablesAreDown = true;
  }

  void takeEverythingDown() {
    aws.goDown();
    tablesAreDown = true;
  }

  Answer get(String path, String id) throws IOException {
    return get(path, id, Map.of());
  }

  Answer get(String path, String id, Map<String, String> query) throws IOException {
    return send("GET " + path, query, Map.of(), id, new byte[0]);
  }

  Answer predict(String body) throws IOException {
    return predict(Map.of(), body);
  }

  Answer predict(Map<String, String> query, String body) throws IOException {
    return send(
        "POST /predictions",
        query,
        Map.of("content-type", "application/json"),
        "",
        body.getBytes(StandardCharsets.UTF_8));
  }

  Answer send(
      String routeKey,
      Map<String, String> query,
      Map<String, String> headers,
      String id,
      byte[] body)
      throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    api.handleRequest(
        new ByteArrayInputStream(event(routeKey, query, headers, id, body)),
        output,
        new Invocation());
    int status = 0;
    String text = "";
    try (JsonParser json = Json.FACTORY.createParser(output.toByteArray())) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
          status = json.getIntValue();
        } else if ("body".equals(json.currentName()) && json.hasTextCharacters()) {
          text = json.getText();
        }
      }
    }
    return new Answer(status, text);
  }

  private static byte[] event(
      String routeKey,
      Map<String, String> query,
      Map<String, String> headers,
      String id,
      byte[] body)
      throws IOException {
    Map<String, Object> event = new HashMap<>();
    event.put("version", "2.0");
    event.put("routeKey", routeKey);
    event.put("headers", headers);
    event.put(
        "rawQueryString",
        String.join("&", query.entrySet().stream().map(Object::toString).toList()));
    if (!query.isEmpty()) {
      event.put("queryStringParameters", query);
    }
    event.put("pathParameters", Map.of("id", id));
    event.put("requestContext", Map.of("requestId", "request-1"));
    event.put("body", Base64.getEncoder().encodeToString(body));
    event.put("isBase64Encoded", true);
    return JSON.writeValueAsBytes(event);
  }

  @Override
  public void close() {
    environment.close();
    tables.close();
    routes.close();
    model.close();
    aws.close();
  }
}
