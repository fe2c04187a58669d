package dev.millrace.common;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where files stand in functions and tools, and what those of tests are called. */
class ProjectLayoutTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final int MOST_FILES = 24;

  private static List<Path> javaFiles(String part, String... folders) throws IOException {
    List<Path> all = new ArrayList<>();
    for (String folder : folders) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> file.toString().contains(part))
            .forEach(all::add);
      }
    }
    return all;
  }

  @Test
  void noPackageHasMoreFilesThanOneCanOverlook() throws IOException {
    Map<Path, Long> packages =
        javaFiles("/src/main/java/", "functions", "tools").stream()
            .collect(groupingBy(Path::getParent, counting()));

    assertThat(packages)
        .isNotEmpty()
        .allSatisfy(
            (folder, files) ->
                assertThat(files).as(folder.toString()).isLessThanOrEqualTo(MOST_FILES));
  }

  @Test
  void noNameOfATestOrAFixtureStandsTwice() throws IOException {
    Map<String, List<Path>> byName =
        javaFiles("/src/", "functions", "tools").stream()
            .filter(ProjectLayoutTest::isOfTests)
            .filter(file -> !file.endsWith("package-info.java"))
            .collect(groupingBy(file -> file.getFileName().toString()));

    assertThat(byName)
        .isNotEmpty()
        .allSatisfy((name, files) -> assertThat(files).as(name).hasSize(1));
  }

  private static boolean isOfTests(Path file) {
    return file.toString().contains("/src/test/") || file.toString().contains("/test-support/");
  }
}
