package dev.millrace.infra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A project whose other modules are built, as small as the stacks allow. */
final class ProjectFixture {
  private ProjectFixture() {}

  static Artifacts at(Path root) throws IOException {
    zip(root, FunctionPackage.SCORING.zip());
    zip(root, FunctionPackage.LAKE.zip());
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

  private static void zip(Path root, String path) throws IOException {
    try (var out = new ZipOutputStream(Files.newOutputStream(file(root, path)))) {
      out.putNextEntry(new ZipEntry(path));
      out.closeEntry();
    }
  }

  private static Path file(Path root, String path) throws IOException {
    var file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return file;
  }
}
