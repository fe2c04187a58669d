package dev.millrace.local.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * What the functions' zips declare of themselves: the CDK app reads the {@code contract.json} of
 * each from there, and builds alarms from it.
 */
final class PackagedContracts {
  private PackagedContracts() {}

  /** The contents of all of them, in the order of the zips' paths; none of what is not built. */
  static List<byte[]> in(Path root) throws IOException {
    List<byte[]> contracts = new ArrayList<>();
    if (Files.isDirectory(root.resolve("functions"))) {
      try (Stream<Path> files =
          Files.find(root.resolve("functions"), 3, (file, _) -> isZip(file))) {
        for (Path zip : files.sorted().toList()) {
          addContracts(zip, contracts);
        }
      }
    }
    return contracts;
  }

  /** {@code functions/MODULE/target/NAME.zip}. */
  private static boolean isZip(Path file) {
    return file.getParent().endsWith("target") && file.toString().endsWith(".zip");
  }

  private static void addContracts(Path file, List<byte[]> into) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry jar : zip.stream().filter(each -> isOurs(each.getName())).toList()) {
        try (ZipInputStream entries = new ZipInputStream(zip.getInputStream(jar))) {
          for (ZipEntry e = entries.getNextEntry(); e != null; e = entries.getNextEntry()) {
            if (e.getName().endsWith("/contract.json")) {
              into.add(entries.readAllBytes());
            }
          }
        }
      }
    }
  }

  private static boolean isOurs(String entry) {
    return entry.startsWith("lib/millrace-") && entry.endsWith(".jar");
  }
}
