package dev.millrace.local.command;

import dev.millrace.local.support.StackException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command is to write when its work is done. */
record OutputFile(Path path) {
  /**
   * Makes sure beforehand that it can be written; creates nothing.
   *
   * @throws StackException when it is a folder, or where it would stand nothing can be written
   */
  static OutputFile of(Path path) {
    if (Files.isDirectory(path)) {
      throw new StackException(
          "--output held %s, which is a folder; expected a file".formatted(path));
    }
    Path existing = path.toAbsolutePath();
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    boolean folder = Files.isDirectory(existing) || existing.equals(path.toAbsolutePath());
    if (!folder || !Files.isWritable(existing)) {
      throw new StackException(
          "--output held %s; expected a file that can be written, and %s does not let it"
              .formatted(path, existing));
    }
    return new OutputFile(path);
  }
}
