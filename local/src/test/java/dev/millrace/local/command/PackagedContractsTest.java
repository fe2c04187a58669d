package dev.millrace.local.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagedContractsTest {
  @TempDir Path root;

  @Test
  void contractsAreFoundInTheJarsOfTheirZips() throws IOException {
    packaged("scoring", "lib/millrace-scoring-1.jar", "dev/millrace/scoring/contract.json");
    packaged("lake", "lib/millrace-lake-1.jar", "dev/millrace/lake/contract.json");
    packaged("other", "lib/another.jar", "dev/another/contract.json");
    packaged("common", "lib/millrace-common-1.jar", "dev/millrace/common/Settings.class");

    assertThat(PackagedContracts.in(root))
        .extracting(contract -> new String(contract, UTF_8))
        .containsExactly("of lake", "of scoring");
  }

  @Test
  void whatIsNotBuiltHasNone() throws IOException {
    assertThat(PackagedContracts.in(root)).isEqualTo(List.of());
  }

  private void packaged(String module, String jar, String entry) throws IOException {
    Path target =
        Files.createDirectories(root.resolve("functions").resolve(module).resolve("target"));
    byte[] content = zipped(entry, ("of " + module).getBytes(UTF_8));
    Files.write(target.resolve(module + ".zip"), zipped(jar, content));
  }

  private static byte[] zipped(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }
}
