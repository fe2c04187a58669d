package dev.millrace.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.models.RegistryFixture.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version from its announcement to its card, over the API. */
class VersionsApiTest {
  private static final Path EXPORTED = Path.of("../inference/src/test/resources/exported");

  @TempDir private Path folder;
  private RegistryFixture registry;

  @BeforeEach
  void start() throws Exception {
    registry = new RegistryFixture(folder);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private static byte[] onnx(String name) throws Exception {
    return Files.readAllBytes(EXPORTED.resolve(name).resolve("model.onnx"));
  }

  private static ObjectNode body(String name, String version) throws Exception {
    ObjectNode json =
        (ObjectNode)
            RegistryFixture.JSON.readTree(EXPORTED.resolve(name).resolve("model.json").toFile());
    ObjectNode body = RegistryFixture.body(version, onnx(name), json.path("features").toString());
    for (String member : new String[] {"task", "classes", "record", "lookups", "golden"}) {
      if (json.has(member)) {
        body.set(member, json.get(member));
      }
    }
    return body;
  }

  @Test
  void aVersionThatIsUploadedIsValidatedAndShown() throws Exception {
    Answer answer =
        registry.register("iris", body("onnxmltools-iris", "1.0.0"), onnx("onnxmltools-iris"));

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    JsonNode card = registry.ask("GET", "/models/iris/versions/1.0.0", "").body();
    assertThat(card.path("status").asText()).isEqualTo("validated");
    System.out.println(card.toPrettyString());
  }
}
