package dev.millrace.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever knows the page of one capability finds the way about every other. */
class CapabilityPagesTest {
  private static final Path FOLDER = Path.of("../../docs/capabilities");
  private static final String INDEX = "README.md";

  static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> !file.endsWith(INDEX)).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void theSectionsOfAPageHaveTheSameOrder(Path file) {
    assertThat(MarkdownPage.of(file).headings(2))
        .containsExactly(
            "How it works", "Shapes", "What is stored", "Settings", "Operations", "Limits");
  }

  @Test
  void theIndexNamesEveryPage() throws IOException {
    assertThat(MarkdownPage.of(FOLDER.resolve(INDEX)).relativeLinks())
        .containsAll(pages().stream().map(page -> page.getFileName().toString()).toList());
  }
}
