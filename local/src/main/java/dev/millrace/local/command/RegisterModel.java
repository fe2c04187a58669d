package dev.millrace.local.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.rollout.VersionRegistration;
import dev.millrace.local.support.StackApi;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Uploads a model's file and has it registered as a version: {@code scripts/register-model}. */
public final class RegisterModel {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RegisterModel() {}

  /**
   * Takes FILE, {@code --name N}, {@code --version V}, {@code --features model.json} and, if
   * wanted, {@code --metadata FILE}; exits 1 when the version is not validated.
   */
  public static void main(String[] arguments) {
    Command.run(
        () ->
            run(
                Arguments.parse(
                    arguments, Set.of("--name", "--version", "--features", "--metadata"), Set.of()),
                System.getenv()));
  }

  private static int run(Arguments arguments, Map<String, String> environment)
      throws IOException, InterruptedException {
    if (arguments.positional().size() != 1) {
      throw new StackException("Expected FILE, the model in ONNX; see --help");
    }
    Path file = Path.of(arguments.positional().getFirst());
    String name = required(arguments, "--name");
    String version = required(arguments, "--version");
    ObjectNode definition = object(Path.of(required(arguments, "--features")));
    ObjectNode body = VersionRegistration.body(version, file, definition);
    if (arguments.option("--metadata").isPresent()) {
      body.set("metadata", object(Path.of(arguments.option("--metadata").get())));
    }
    try (StackApi api =
        new StackApi(
            URI.create(variable(environment, "MILLRACE_URL")),
            variable(environment, "MILLRACE_TOKEN"))) {
      JsonNode card =
          new VersionRegistration(api, VersionRegistration.POLL)
              .register(name, version, body, file, VersionRegistration.PATIENCE);
      System.out.printf(
          "%s %s is %s: %,d bytes, %,d bytes of memory in an instance%n",
          name,
          version,
          card.path("status").asText(),
          card.path("bytes").asLong(),
          card.path("memory_bytes").asLong());
      return 0;
    }
  }

  private static String required(Arguments arguments, String option) {
    return arguments
        .option(option)
        .orElseThrow(() -> new StackException(option + " is missing; see --help"));
  }

  private static String variable(Map<String, String> environment, String name) {
    String held = environment.getOrDefault(name, "");
    if (held.isBlank()) {
      throw new StackException(
          name
              + " is not set: start a local stack with ./scripts/local, or set MILLRACE_URL and MILLRACE_TOKEN");
    }
    return held;
  }

  private static ObjectNode object(Path file) throws IOException {
    try {
      if (JSON.readTree(Files.readAllBytes(file)) instanceof ObjectNode object) {
        return object;
      }
      throw new StackException(file + " holds no JSON object; expected one");
    } catch (JsonProcessingException e) {
      throw new StackException(
          "%s is not JSON from line %d, column %d; expected a JSON object"
              .formatted(file, e.getLocation().getLineNr(), e.getLocation().getColumnNr()),
          e);
    }
  }
}
