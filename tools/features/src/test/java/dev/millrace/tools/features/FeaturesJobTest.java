package dev.millrace.tools.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Looks at the process's open files, which Linux lists in a folder. */
@EnabledOnOs(OS.LINUX)
class FeaturesJobTest {
  private static final int THREADS = 4;

  @TempDir private Path folder;

  @Test
  void aJobThatIsGivenUpLeavesNoFileOpenAndNoneBehind() throws Exception {
    Path input = Files.writeString(folder.resolve("input"), "[{\"_id\":\"a\"},");
    Path output = folder.resolve("output");

    try (FeaturesJob job = job(output)) {
      assertThatThrownBy(() -> job.read(List.of(input), THREADS))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(input + ": the JSON array ends at byte 13");
      assertThat(openFilesIn(output)).hasSize(2);
    }

    assertThat(openFilesIn(output)).isEmpty();
    assertThat(output).isEmptyDirectory();
  }

  /** Every write to this device fails as it does on a full disk. */
  @Test
  void aFullDiskEndsTheJobOnAllItsThreads() throws Exception {
    Path output = Files.createDirectory(folder.resolve("output"));
    Files.createSymbolicLink(
        output.resolve(FeaturesJob.QUARANTINE + ".partial"), Path.of("/dev/full"));
    Path input = folder.resolve("input");
    Files.writeString(input, "no JSON\n".repeat(1_000_000));

    assertThatThrownBy(
            () -> {
              try (FeaturesJob job = job(output)) {
                job.read(List.of(input), THREADS);
                job.complete();
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left on device");

    assertThat(openFilesIn(output)).isEmpty();
    assertThat(output).isEmptyDirectory();
  }

  @Test
  void aJobThatCannotCreateItsSecondFileLeavesNoTraceOfTheFirst() throws Exception {
    Path inTheWay = folder.resolve(FeaturesJob.QUARANTINE + ".partial");
    Files.createDirectory(inTheWay);

    assertThatThrownBy(() -> job(folder)).isInstanceOf(IOException.class);

    assertThat(openFilesIn(folder)).isEmpty();
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(inTheWay));
  }

  private static FeaturesJob job(Path output) throws IOException {
    return new FeaturesJob(
        OfflinePlan.ofSessions(), FeatureFile.Format.PARQUET, Instant.now(), output);
  }

  private static List<String> openFilesIn(Path folder) throws IOException {
    String real = folder.toRealPath().toString();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors
          .map(FeaturesJobTest::target)
          .filter(file -> file.startsWith(real + "/"))
          .toList();
    }
  }

  /** A descriptor can be closed while the folder is listed. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closed) {
      return "";
    }
  }
}
