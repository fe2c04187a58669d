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
  private final ModelServer server;

  RunningServer(Map<String, String> settings) {
    var environment = new HashMap<String, String>();
    environment.put("MODEL_DIRECTORY", MODEL_DIRECTORY);
    environment.put("PORT", "0");
    environment.putAll(settings);
    try {
      server =
          ModelServer.start(
              Settings.from(environment),
              new Log(new PrintStream(log, true, StandardCharsets.UTF_8)));
    } catch (InvalidSettingException | UnusableModelException | IOException e) {
      throw new IllegalStateException(e);
    }
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
