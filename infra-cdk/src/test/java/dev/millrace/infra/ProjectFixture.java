package dev.millrace.infra;

import dev.millrace.infra.artifact.Artifacts;
import dev.millrace.infra.artifact.Contract;
import dev.millrace.infra.artifact.FunctionPackage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A project whose other modules are built, as small as the stacks allow. */
public final class ProjectFixture {
  private static final List<String> CAPABILITIES_WITH_FUNCTIONS =
      List.of("scoring", "lake", "training", "models", "ingestion");

  private ProjectFixture() {}

  public static Artifacts at(Path root) throws IOException {
    for (var capability : CAPABILITIES_WITH_FUNCTIONS) {
      zip(root, new FunctionPackage(capability));
    }
    emptyZip(root, new FunctionPackage("notes"));
    Files.writeString(file(root, "model-server/target/image/Dockerfile"), "FROM scratch\n");
    Files.writeString(
        file(root, "model-server/models/session-conversion/1.0.0/model.json"),
        """
        {"name": "session-conversion", "version": "1.0.0",
         "features": [{"name": "day_of_year"}, {"name": "zip_known"},
                      {"name": "median_income", "default": 64000},
                      {"name": "population_density", "default": 900.5}]}
        """);
    return new Artifacts(root);
  }

  /** Of a capability that a test adds. */
  private static void emptyZip(Path root, FunctionPackage functions) throws IOException {
    Files.write(file(root, functions.zip()), zipped("lib/millrace-functions.jar", new byte[] {0}));
  }

  /** With nothing but the module's own contract, where its build puts it. */
  private static void zip(Path root, FunctionPackage functions) throws IOException {
    var jar = zipped(functions.contract(), Files.readAllBytes(source(functions)));
    Files.write(file(root, functions.zip()), zipped("lib/millrace-functions.jar", jar));
  }

  /** The contract of the module's source. */
  public static Contract contract(FunctionPackage functions) {
    return new Contract(functions, Artifacts.json(source(functions)));
  }

  private static Path source(FunctionPackage functions) {
    return Path.of("..", functions.module(), "src/main/resources", functions.contract());
  }

  private static byte[] zipped(String name, byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ZipOutputStream(bytes)) {
      // Without the time of day, which would be part of the asset's hash.
      out.putNextEntry(new ZipEntry(name).setLastModifiedTime(FileTime.fromMillis(0)));
      out.write(content);
      out.closeEntry();
    }
    return bytes.toByteArray();
  }

  private static Path file(Path root, String path) throws IOException {
    var file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return file;
  }
}
