package dev.millrace.local.lambda;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.local.support.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A function's zip, unpacked as Lambda unpacks it into its task root when it is first needed. Safe
 * for use by several threads.
 */
final class FunctionCode {
  private final Path zip;
  private final Path directory;

  @GuardedBy("this")
  private Optional<Path> taskRoot = Optional.empty();

  /**
   * @param directory where the zips of all functions are unpacked, each below a folder of its own
   * @throws NoSuchFileException when the zip is not there
   */
  FunctionCode(Path zip, Path directory) throws NoSuchFileException {
    if (!Files.isRegularFile(zip)) {
      throw new NoSuchFileException(
          zip.toString(), null, "a function's zip is not there: build it first");
    }
    this.zip = zip;
    // Zips in different folders may have the same name.
    this.directory =
        directory.resolve(
            "%s-%08x".formatted(zip.getFileName(), zip.toAbsolutePath().toString().hashCode()));
  }

  /**
   * The folder that the zip is unpacked into, named after its content; what earlier builds of it
   * have left is removed.
   */
  synchronized Path taskRoot() throws IOException {
    if (taskRoot.isEmpty()) {
      Path root = directory.resolve(hash(zip));
      if (!Files.isDirectory(root)) {
        unpack(root);
      }
      deleteFolders(directory, folder -> !folder.equals(root));
      taskRoot = Optional.of(root);
    }
    return taskRoot.get();
  }

  private void unpack(Path root) throws IOException {
    Files.createDirectories(directory);
    Path unpacking = Files.createTempDirectory(directory, "unpacking-");
    try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        Path file = unpacking.resolve(entry.getName()).normalize();
        if (!file.startsWith(unpacking)) {
          throw new IOException(zip + " holds an entry outside of itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(entries, file);
        }
      }
    }
    Files.move(unpacking, root, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes the folders of zips that no function has any more. */
  static void deleteOthers(Path directory, Collection<FunctionCode> used) throws IOException {
    List<Path> kept = used.stream().map(code -> code.directory).toList();
    deleteFolders(directory, folder -> !kept.contains(folder));
  }

  private static void deleteFolders(Path directory, Predicate<Path> unused) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(directory, Files::isDirectory)) {
      for (Path folder : folders) {
        if (unused.test(folder)) {
          Folders.delete(folder);
        }
      }
    }
  }

  private static String hash(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      bytes.transferTo(
          new java.security.DigestOutputStream(java.io.OutputStream.nullOutputStream(), digest));
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256", e);
    }
  }
}
