package dev.millrace.local.command;

import dev.millrace.local.support.OwnerOnlyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The shell file through which others reach a running stack. */
final class EnvironmentFile {
  private EnvironmentFile() {}

  /** Writes the whole file at once; only its owner may read it, for it holds a token. */
  static void write(Path file, Map<String, String> variables) throws IOException {
    StringBuilder lines = new StringBuilder();
    variables.forEach(
        (name, value) ->
            lines.append("export ").append(name).append("='").append(value).append("'\n"));
    OwnerOnlyFile.write(file, lines.toString());
  }
}
