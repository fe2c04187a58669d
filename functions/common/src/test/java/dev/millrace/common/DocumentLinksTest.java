package dev.millrace.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a page of this project links to is there. */
class DocumentLinksTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  /** Folders of what is built or installed. */
  private static final Set<String> NOT_OURS = Set.of("target", "node_modules", "cdk.out");

  private static final Pattern PAGE_IN_CODE = Pattern.compile("(?<![\\w/])docs/[\\w/-]+\\.md");

  private static List<Path> files(String ending) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            return !folder.equals(ROOT) && (NOT_OURS.contains(name) || name.startsWith("."))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(ending)) {
              files.add(ROOT.relativize(file));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  static List<Path> pages() throws IOException {
    return files(".md");
  }

  @Test
  void thePagesAreFound() throws IOException {
    assertThat(pages())
        .contains(Path.of("README.md"), Path.of("docs/SHAPES.md"), Path.of("local/README.md"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyRelativeLinkLeadsSomewhere(Path file) {
    MarkdownPage page = MarkdownPage.of(ROOT.resolve(file));

    assertThat(page.relativeLinks()).allSatisfy(link -> leadsSomewhere(page, link));
  }

  private static void leadsSomewhere(MarkdownPage page, String link) {
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    Path target = path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
    assertThat(target).exists();
    if (hash >= 0) {
      assertThat(MarkdownPage.of(target).anchors()).contains(link.substring(hash + 1));
    }
  }

  @Test
  void thePagesThatCodeNamesAreThere() throws IOException {
    assertThat(files(".java"))
        .isNotEmpty()
        .allSatisfy(
            file ->
                assertThat(
                        PAGE_IN_CODE
                            .matcher(Files.readString(ROOT.resolve(file)))
                            .results()
                            .map(match -> ROOT.resolve(match.group())))
                    .allSatisfy(page -> assertThat(page).exists()));
  }

  @Test
  void anAnchorIsMadeAsGitHubMakesIt() {
    MarkdownPage page =
        new MarkdownPage(
            Path.of("page.md"),
            """
            # The same `_id` in two indices
            ## gold.session_features
            ## Prediction log (stream `predictions`)
            ## Alarms
            ### [Alarms](x.md)
            """);

    assertThat(page.anchors())
        .containsExactly(
            "the-same-_id-in-two-indices",
            "goldsession_features",
            "prediction-log-stream-predictions",
            "alarms",
            "alarms-1");
  }

  @Test
  void whatIsCodeIsNoLink() {
    MarkdownPage page =
        new MarkdownPage(
            Path.of("page.md"), "[a](a.md#b), `[c](c.md)`, [d](https://example.com/), [e](../e)");

    assertThat(page.relativeLinks()).containsExactly("a.md#b", "../e");
  }
}
