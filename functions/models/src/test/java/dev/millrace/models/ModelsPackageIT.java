package dev.millrace.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.common.Sha256;
import dev.millrace.testsupport.PackagedFunctions;
import dev.millrace.testsupport.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** The functions run on what is in their package, and nothing else but a main method. */
class ModelsPackageIT {
  private static final Path PACKAGE = Path.of("target/models.zip");
  private static final Path MODEL = Path.of("../../model-server/models/session-conversion/1.0.0");
  private static final long MOST_BYTES = 100_000_000;
  private static final String BUCKET = "registry";

  @TempDir private Path folder;

  @Test
  void aVersionIsValidatedOnNothingButThePackage() throws Exception {
    try (S3Server s3 = new S3Server(Files.createDirectory(folder.resolve("s3")))) {
      s3.client().createBucket(create -> create.bucket(BUCKET));
      byte[] onnx = stage(s3, "model.onnx");
      byte[] json = stage(s3, "model.json");
      ObjectNode event = RegistryFixture.JSON.createObjectNode();
      event.put("model", "session-conversion").put("version", "1.0.0").put("upload", "upload");
      event.put("attempt", "attempt").put("sha256", Sha256.hex(onnx));
      event.put("definition_sha256", Sha256.hex(json));

      PackagedFunctions functions =
          new PackagedFunctions(
                  PACKAGE, Files.createDirectory(folder.resolve("functions")), "models")
              .with("S3", s3.endpoint())
              .with(Map.of("MODEL_REGISTRY_BUCKET", BUCKET));

      assertThat(functions.invoke(ValidateVersion.class, event.toString()))
          .startsWith("{\"status\":\"validated\",\"bytes\":%d,".formatted(onnx.length));
      assertThat(s3.keys(BUCKET))
          .contains(
              "registry/session-conversion/1.0.0/model.json",
              "registry/session-conversion/1.0.0/model.onnx",
              "validations/session-conversion/1.0.0/attempt.json");
    }
  }

  private static byte[] stage(S3Server s3, String file) throws IOException {
    byte[] bytes = Files.readAllBytes(MODEL.resolve(file));
    s3.client()
        .putObject(
            put -> put.bucket(BUCKET).key("staging/session-conversion/1.0.0/upload/" + file),
            RequestBody.fromBytes(bytes));
    return bytes;
  }

  @Test
  void thePackageIsSmall() throws IOException {
    try (ZipFile zip = new ZipFile(PACKAGE.toFile())) {
      assertThat(zip.stream().mapToLong(ZipEntry::getSize).sum()).isLessThan(MOST_BYTES);
    }
  }

  @Test
  void theRuntimeIsThatOfLambdaAndOfThisStack() throws IOException {
    try (ZipFile zip = new ZipFile(PACKAGE.toFile())) {
      assertThat(
              zip.stream()
                  .map(ZipEntry::getName)
                  .filter(name -> name.endsWith("libonnxruntime.so")))
          .containsExactlyInAnyOrder(
              "ai/onnxruntime/native/linux-aarch64/libonnxruntime.so",
              "ai/onnxruntime/native/linux-x64/libonnxruntime.so");
    }
  }
}
