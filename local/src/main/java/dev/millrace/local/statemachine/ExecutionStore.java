package dev.millrace.local.statemachine;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.support.OwnerOnlyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Keeps each execution in a file of its own, for as long as Step Functions does. */
final class ExecutionStore {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration RETENTION = Duration.ofDays(90);

  private final Path directory;

  ExecutionStore(Path directory) {
    this.directory = directory;
  }

  /**
   * All that is kept; files of executions that ended too long ago are removed.
   *
   * @throws IOException when a file cannot be read
   */
  List<Execution> read(Instant now) throws IOException {
    List<Execution> executions = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return executions;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
        Execution execution = Execution.read(JSON.readTree(Files.readString(file)));
        if (!execution.isRunning()
            && execution.stopDate() < Execution.seconds(now.minus(RETENTION))) {
          Files.delete(file);
        } else {
          executions.add(execution);
        }
      }
    }
    return executions;
  }

  /** Writes an execution as it is now. */
  void write(Execution execution) throws IOException {
    String machine = execution.machineArn().substring(execution.machineArn().lastIndexOf(':') + 1);
    OwnerOnlyFile.write(
        directory.resolve(machine).resolve(execution.name() + ".json"),
        JSON.writeValueAsString(execution.toJson()));
  }
}
