package dev.millrace.ingestion.fetch.server;

import dev.millrace.common.Json;
import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.testsupport.EmulatorClients;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Secrets Manager's GetSecretValue, on loopback. Thread-safe. */
public final class SecretsServer implements AutoCloseable {
  private final Map<String, String> secrets = new ConcurrentHashMap<>();
  private final Map<String, String> errors = new ConcurrentHashMap<>();
  private final ScriptedServer server;
  private final SecretsManagerClient client;

  public SecretsServer() {
    server =
        new ScriptedServer(
            (request, out) -> {
              String name =
                  DefinitionObject.parse(request.body().getBytes(StandardCharsets.UTF_8))
                      .text("SecretId");
              String error = errors.get(name);
              if (error == null && !secrets.containsKey(name)) {
                error = "ResourceNotFoundException";
              }
              if (error != null) {
                ScriptedServer.answer(out, 400, "{\"__type\":\"" + error + "\"}");
                return;
              }
              ScriptedServer.answer(
                  out,
                  200,
                  Json.bytes(
                      json -> {
                        json.writeStartObject();
                        json.writeStringField("Name", name);
                        json.writeStringField("SecretString", secrets.get(name));
                        json.writeEndObject();
                      }),
                  "Content-Type: application/x-amz-json-1.1");
            });
    client =
        EmulatorClients.build(
            SecretsManagerClient.builder(), server.uri(), 4, Duration.ofSeconds(20));
  }

  /** A secret has this value from now on. */
  public void put(String name, String value) {
    secrets.put(name, value);
  }

  /** A secret is answered with this error from now on. */
  public void fail(String name, String error) {
    errors.put(name, error);
  }

  public SecretsManagerClient client() {
    return client;
  }

  /** Where it answers. */
  public URI uri() {
    return server.uri();
  }

  /** How often a secret was read. */
  public int reads() {
    return server.requests().size();
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
  }
}
