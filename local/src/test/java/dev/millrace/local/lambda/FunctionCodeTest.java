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
    Path old = new FunctionCode(zip("function", "old"), code).taskRoot();
    Path other = new FunctionCode(zip("other", "other"), code).taskRoot();

    Path built = new FunctionCode(zip("function", "new"), code).taskRoot();

    assertThat(old).doesNotExist();
    assertThat(built.resolve("file")).hasContent("new");
    assertThat(other).exists();
  }

  @Test
  void aZipThatNoFunctionHasAnyMoreIsRemoved() throws Exception {
    Path code = directory.resolve("code");
    FunctionCode kept = new FunctionCode(zip("kept", "kept"), code);
    FunctionCode gone = new FunctionCode(zip("gone", "gone"), code);
    kept.taskRoot();
    gone.taskRoot();
    Path library = Files.writeString(code.resolve("library.so"), "");

    FunctionCode.deleteOthers(code, List.of(kept));

    assertThat(kept.taskRoot()).exists();
    assertThat(gone.taskRoot()).doesNotExist();
    assertThat(library).exists();
  }

  @Test
  void theSameZipIsUnpackedOnce() throws Exception {
    Path first = new FunctionCode(zip("same", "same"), directory.resolve("code")).taskRoot();
    Files.delete(first.resolve("file"));

    assertThat(new FunctionCode(zip("same", "same"), directory.resolve("code")).taskRoot())
        .isEqualTo(first);
    assertThat(first.resolve("file")).doesNotExist();
  }

  private Path zip(String name, String content) throws Exception {
    Path file = directory.resolve(name + ".zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      ZipEntry entry = new ZipEntry("file");
      entry.setTime(0);
      zip.putNextEntry(entry);
      zip.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }
}
