package dev.millrace.features.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.features.kind.FeatureKinds;
import dev.millrace.features.lookup.KeyForm;
import dev.millrace.features.time.TimeForm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/FEATURES.md shows definitions that are read, and names all that there is. */
class FeaturesPageTest {
  private static final Pattern DEFINITION =
      Pattern.compile("^```json\\n(\\{\"name\".*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

  private String page;

  @BeforeEach
  void readThePage() throws IOException {
    page = Files.readString(Path.of("../../docs/FEATURES.md"));
  }

  @Test
  void itsDefinitionsAreRead() {
    List<ModelDefinition> definitions =
        DEFINITION
            .matcher(page)
            .results()
            .map(block -> block.group(1))
            .map(json -> ModelDefinition.parse(json.getBytes(StandardCharsets.UTF_8)))
            .toList();

    assertThat(definitions)
        .extracting(ModelDefinition::name)
        .contains("session-conversion", "orders", "minimal");
  }

  @Test
  void itNamesEveryKindAndForm() {
    assertThat(
            Stream.of(FeatureKinds.names(), KeyForm.names(), TimeForm.names())
                .flatMap(List::stream))
        .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
  }
}
