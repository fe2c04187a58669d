package dev.millrace.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The functions' zips hold nothing of when or where they were built: else every deployment would
 * publish new versions.
 */
class FunctionPackageTest {
  private static final Path FUNCTIONS = Path.of("../functions").toAbsolutePath().normalize();

  /** That of {@code project.build.outputTimestamp}. */
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  /** Unpacked: Lambda takes 250 MB, and a bigger package starts more slowly. */
  private static final long MOST_BYTES = 80_000_000;

  /** ONNX Runtime for two processors, with which versions are validated. */
  private static final long RUNTIME_BYTES = 55_000_000;

  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");

  static List<Path> packages() throws IOException {
    List<Path> packages = new ArrayList<>();
    try (DirectoryStream<Path> modules = Files.newDirectoryStream(FUNCTIONS)) {
      for (Path module : modules) {
        Path zip = module.resolve("target").resolve(module.getFileName() + ".zip");
        if (Files.exists(zip)) {
          packages.add(zip);
        }
      }
    }
    return packages;
  }

  @Test
  void scoringIsAmongThePackages() throws IOException {
    assertThat(packages())
        .as("built before this test: ./mvnw package -DskipTests")
        .contains(FUNCTIONS.resolve("scoring/target/scoring.zip"));
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageIsSmallEnoughForLambda(Path zip) throws IOException {
    try (ZipFile entries = new ZipFile(zip.toFile())) {
      assertThat(entries.stream().mapToLong(ZipEntry::getSize).sum()).isLessThan(mostBytes(zip));
    }
  }

  private static long mostBytes(Path zip) {
    return zip.endsWith("models.zip") ? MOST_BYTES + RUNTIME_BYTES : MOST_BYTES;
  }

  @ParameterizedTest
  @MethodSource("packages")
  void everyEntryHasTheSameTimeAndNothingOfTheMachine(Path zip) throws IOException {
    try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(zip))) {
      assertReproducible(entries);
    }
  }

  @ParameterizedTest
  @MethodSource("packages")
  void soHasEveryEntryOfOurOwnJars(Path zip) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(zip)) {
      List<Path> jars = ours(files);
      assertThat(jars).isNotEmpty();
      for (Path jar : jars) {
        try (InputStream bytes = Files.newInputStream(jar);
            ZipInputStream entries = new ZipInputStream(bytes)) {
          assertReproducible(entries);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("packages")
  void permissionsAreNotThoseOfWhoeverBuiltIt(Path zip) throws IOException {
    try (FileSystem files =
            FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", true));
        Stream<Path> jars = Files.list(files.getPath("lib"))) {
      for (Path jar : jars.toList()) {
        assertThat(Files.getPosixFilePermissions(jar)).as(jar.toString()).isEqualTo(FILE);
      }
    }
  }

  private static List<Path> ours(FileSystem files) throws IOException {
    try (Stream<Path> jars = Files.list(files.getPath("lib"))) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith("millrace-")).toList();
    }
  }

  private static void assertReproducible(ZipInputStream entries) throws IOException {
    int count = 0;
    for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
      count++;
      assertThat(entry.getTimeLocal()).as(entry.getName()).isEqualTo(TIME);
      assertThat(entry.getExtra()).as(entry.getName()).isNullOrEmpty();
    }
    assertThat(count).isPositive();
  }
}
