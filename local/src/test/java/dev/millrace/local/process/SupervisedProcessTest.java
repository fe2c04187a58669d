package dev.millrace.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedProcessTest {
  private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();

  @Test
  void aProgramThatCannotBeStartedForAWhileIsStartedOnceItCan(@TempDir Path directory)
      throws Exception {
    Path program = directory.resolve("program");
    write(program, "exit 3");
    try (SupervisedProcess process =
        new SupervisedProcess(
            "program",
            List.of(program.toString()),
            Map.of(),
            directory.resolve("logs"),
            reports::add)) {
      process.start();
      awaitReport("program ended with status 3");

      Files.delete(program);
      awaitReport("program cannot be started again now");

      write(program, "exit 7");
      awaitReport("program ended with status 7");
    }
  }

  private static void write(Path program, String line) throws IOException {
    Path written = program.resolveSibling("written");
    Files.writeString(written, "#!/bin/sh\n" + line + "\n");
    Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rwx------"));
    Files.move(written, program);
  }

  private void awaitReport(String beginning) throws InterruptedException {
    String report;
    do {
      report = reports.poll(60, TimeUnit.SECONDS);
      assertThat(report).as("a report that begins with \"%s\"", beginning).isNotNull();
    } while (!report.startsWith(beginning));
  }
}
