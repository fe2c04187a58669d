package dev.millrace.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files that exporters of other libraries wrote, as somebody would post them. */
final class ExportedVersions {
  private static final Path FOLDER = Path.of("../inference/src/test/resources/exported");

  private ExportedVersions() {}

  /** The model's file. */
  static byte[] onnx(String name) throws IOException {
    return Files.readAllBytes(FOLDER.resolve(name).resolve("model.onnx"));
  }

  /** The body that posts it. */
  static ObjectNode body(String name, String version) throws IOException {
    ObjectNode json =
        (ObjectNode)
            RegistryFixture.JSON.readTree(FOLDER.resolve(name).resolve("model.json").toFile());
    ObjectNode body = RegistryFixture.body(version, onnx(name), json.path("features").toString());
    for (String member : List.of("task", "classes", "record", "lookups", "golden")) {
      if (json.has(member)) {
        body.set(member, json.get(member));
      }
    }
    return body;
  }
}
