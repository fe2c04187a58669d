package dev.millrace.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.local.support.StackException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir Path directory;

  @Test
  void aFileOrAPlaceForOneIsTakenAndNothingIsCreated() throws Exception {
    Path file = Files.writeString(directory.resolve("there"), "before");
    Path missing = directory.resolve("not/yet/there");

    assertThat(OutputFile.of(file).path()).isEqualTo(file);
    assertThat(OutputFile.of(missing).path()).isEqualTo(missing);
    assertThat(file).hasContent("before");
    assertThat(directory.resolve("not")).doesNotExist();
  }

  @Test
  void aFolderAndAPlaceBelowAFileAreRefused() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThatExceptionOfType(StackException.class)
        .isThrownBy(() -> OutputFile.of(directory))
        .withMessageContaining(directory.toString())
        .withMessageContaining("folder");
    assertThatExceptionOfType(StackException.class)
        .isThrownBy(() -> OutputFile.of(file.resolve("below")))
        .withMessageContaining("below")
        .withMessageContaining(file.toString());
  }
}
