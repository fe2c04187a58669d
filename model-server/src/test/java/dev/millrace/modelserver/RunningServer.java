package dev.millrace.modelserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.inference.UnusableModelException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/** The real server with the real model on a free port, and a client for it. */
final class RunningServer implements AutoCloseable {

  static final String MODEL_DIRECTORY = "models/session-conversion/1.0.0";

  static final String SESSION =
      """
      {"day_of_year": 322, "day_of_week": 6, "hour_of_day": 21, "zip_known": 1, \
      "median_income": 82000, "population_density": 7170.4}""";

  static final String ROW = "322,6,21,1,82000,7170.4";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final Log lines = new Log(new PrintStream(log, true, StandardCharsets.UTF_8));
  private final ModelServer server;

  RunningServer(Map<String, String> settings) {
    var environment = new HashMap<String, String>();
    environment.put("MODEL_DIRECTORY", MODEL_DIRECTORY);
    environment.put("PORT", "0");
    environment.putAll(settings);
    try {
      server = ModelServer.start(Settings.from(environment), lines);
    } catch (InvalidSettingException | UnusableModelException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A server of versions from a registry. */
  RunningServer(ModelSource.Registry registry, DynamoDbClient dynamoDb, S3Client s3)
      throws IOException {
    try {
      Settings settings = Settings.from(Map.of("MODEL_DIRECTORY", MODEL_DIRECTORY, "PORT", "0"));
      server = ModelServer.start(registry, settings, dynamoDb, () -> s3, lines);
    } catch (InvalidSettingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether it answers pings with 200, as SageMaker asks. */
  boolean isReady() {
    return send(HttpRequest.newBuilder(uri("/ping"))).statusCode() == 200;
  }

  /** Asks a version for the prediction of one row of CSV. */
  HttpResponse<String> ask(String model, String version, String row) {
    return ask("model=%s;model_version=%s".formatted(model, version), row);
  }

  /** Asks with these attributes. */
  HttpResponse<String> ask(String attributes, String row) {
    return send(
        HttpRequest.newBuilder(uri("/invocations"))
            .header("Content-Type", "text/csv")
            .header(CustomAttributes.HEADER, attributes)
            .POST(HttpRequest.BodyPublishers.ofString(row)));
  }

  HttpResponse<String> post(String contentType, String body) {
    return send(
        HttpRequest.newBuilder(uri("/invocations"))
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
  }

  String log() {
    return log.toString(StandardCharsets.UTF_8);
  }

  static JsonNode json(HttpResponse<String> answer) {
    return json(answer.body());
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException("not JSON: " + text, e);
    }
  }

  static String instances(String... instances) {
    return "{\"instances\": [" + String.join(",", instances) + "]}";
  }

  /** The server first: where a client closes its connections meanwhile, the JDK's may wait 20 s. */
  @Override
  public void close() {
    server.close();
    client.close();
  }
}
