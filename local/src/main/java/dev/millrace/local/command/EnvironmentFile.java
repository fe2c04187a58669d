package dev.millrace.local.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
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
    Path next =
        Files.createTempFile(
            file.getParent(),
            "env",
            ".next",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(next, lines);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
