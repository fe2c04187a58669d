package dev.millrace.local.lambda;

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
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A function's zip, unpacked as Lambda unpacks it into its task root. */
final class FunctionCode {
  private FunctionCode() {}

  /**
   * Unpacks a zip below a directory, in a folder named after its content, where it is not there
   * already.
   */
  static Path unpack(Path zip, Path directory) throws IOException {
    if (!Files.isRegularFile(zip)) {
      throw new NoSuchFileException(
          zip.toString(), null, "a function's zip is not there: build it first");
    }
    Path root = directory.resolve(hash(zip));
    if (Files.isDirectory(root)) {
      return root;
    }
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
    return root;
  }

  /** Removes what earlier builds have left below a directory. */
  static void deleteOthers(Path directory, Collection<Path> used) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(directory, Files::isDirectory)) {
      for (Path folder : folders) {
        if (!used.contains(folder)) {
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
