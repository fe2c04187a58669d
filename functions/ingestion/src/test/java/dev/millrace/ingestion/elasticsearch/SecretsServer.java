package dev.millrace.ingestion.elasticsearch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.testsupport.EmulatorClients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** A stand-in for Secrets Manager that hands out secrets, over HTTP. */
final class SecretsServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final SecretsManagerClient client;
  private final Map<String, String> secrets = new ConcurrentHashMap<>();

  SecretsServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    client =
        EmulatorClients.build(
            SecretsManagerClient.builder(),
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
            2,
            Duration.ofSeconds(10));
  }

  SecretsManagerClient client() {
    return client;
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  void put(String name, String text) {
    secrets.put(name, text);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String name = JSON.readTree(exchange.getRequestBody()).path("SecretId").asText();
      String held = secrets.get(name);
      byte[] body =
          JSON.writeValueAsBytes(
              held == null
                  ? Map.of("__type", "ResourceNotFoundException", "message", "no such secret")
                  : Map.of("Name", name, "SecretString", held));
      exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
      exchange.sendResponseHeaders(held == null ? 400 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    client.close();
    server.stop(0);
  }
}
