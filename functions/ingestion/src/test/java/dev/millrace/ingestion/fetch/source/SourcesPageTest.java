package dev.millrace.ingestion.fetch.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/ingestion/SOURCES.md shows is what is read. */
class SourcesPageTest {
  private static final Path PAGE = Path.of("../../docs/ingestion/SOURCES.md");
  private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

  @Test
  void eachExampleIsADefinition() throws IOException {
    List<String> examples =
        EXAMPLE
            .matcher(Files.readString(PAGE))
            .results()
            .map((MatchResult example) -> example.group(1))
            .toList();
    assertThat(examples).hasSizeGreaterThan(4);
    try (SourceFixture fixture = new SourceFixture()) {
      for (String example : examples) {
        assertThatNoException().as(example).isThrownBy(() -> fixture.source(example));
      }
    }
  }
}
