package dev.millrace.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionCodeTest {
  @TempDir Path directory;

  @Test
  void aZipThatWasBuiltAgainTakesThePlaceOfItsForerunner() throws Exception {
    Path code = directory.resolve("code");
    Path old = FunctionCode.unpack(zip("old"), code);
    Path other = FunctionCode.unpack(zip("other"), code);
    Path built = FunctionCode.unpack(zip("new"), code);
    Path library = Files.writeString(code.resolve("library.so"), "");

    FunctionCode.deleteOthers(code, List.of(built, other));

    assertThat(old).doesNotExist();
    assertThat(built.resolve("file")).hasContent("new");
    assertThat(other).exists();
    assertThat(library).exists();
  }

  @Test
  void theSameZipIsUnpackedOnce() throws Exception {
    Path first = FunctionCode.unpack(zip("same"), directory.resolve("code"));
    Files.delete(first.resolve("file"));

    assertThat(FunctionCode.unpack(zip("same"), directory.resolve("code"))).isEqualTo(first);
    assertThat(first.resolve("file")).doesNotExist();
  }

  private Path zip(String content) throws Exception {
    Path file = directory.resolve(content + ".zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      ZipEntry entry = new ZipEntry("file");
      entry.setTime(0);
      zip.putNextEntry(entry);
      zip.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }
}
