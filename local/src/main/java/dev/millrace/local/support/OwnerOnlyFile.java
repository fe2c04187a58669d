package dev.millrace.local.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that only their owner may read or write. */
public final class OwnerOnlyFile {
  private OwnerOnlyFile() {}

  /**
   * Writes a whole file at once, in place of one that is there: a reader never sees half of it.
   * Makes the folder where it is missing.
   */
  public static void write(Path file, String content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path next =
        Files.createTempFile(
            folder,
            file.getFileName().toString(),
            ".next",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(next, content);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
