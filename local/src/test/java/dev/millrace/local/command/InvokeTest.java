package dev.millrace.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.local.support.StackException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvokeTest {
  @TempDir Path directory;

  @Test
  void anEventIsTakenAsItStandsInItsFile() throws Exception {
    Path file = Files.writeString(directory.resolve("event.json"), "{\"a\":  1.50}\n");

    assertThat(Invoke.event(file)).isEqualTo("{\"a\":  1.50}\n");
  }

  @Test
  void whatHoldsNoEventIsNamedWithWhatWasExpected() throws Exception {
    refused(directory, "is a folder; expected a file that holds an event");
    refused(Files.write(directory.resolve("x.gz"), new byte[] {0x1f, (byte) 0x8b}), "is not UTF-8");
    refused(Files.writeString(directory.resolve("cut"), "{\"a\":\n[1,"), "from line 2, column");
    refused(Files.writeString(directory.resolve("two"), "{} {}"), "is not JSON from line 1");
  }

  private static void refused(Path file, String message) {
    assertThatExceptionOfType(StackException.class)
        .isThrownBy(() -> Invoke.event(file))
        .withMessageContaining(file.toString())
        .withMessageContaining(message);
  }
}
