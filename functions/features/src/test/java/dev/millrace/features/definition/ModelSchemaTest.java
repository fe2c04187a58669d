package dev.millrace.features.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.millrace.features.kind.FeatureKinds;
import dev.millrace.features.lookup.KeyForm;
import dev.millrace.features.time.TimeForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published schema says what the reader of definitions does. */
class ModelSchemaTest {
  private static final Path REPOSITORY = Path.of("../..");
  private static final JsonNode JSON = read(REPOSITORY.resolve("docs/model.schema.json"));
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(JSON);

  private static JsonNode read(Path file) {
    try {
      return DefinitionSamples.read(Files.readString(file));
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + file, e);
    }
  }

  static Stream<JsonNode> valid() throws IOException {
    List<JsonNode> all = new ArrayList<>(DefinitionSamples.valid());
    for (String folder : List.of("model-server/models", "events")) {
      try (Stream<Path> files = Files.walk(REPOSITORY.resolve(folder))) {
        files
            .filter(file -> file.getFileName().toString().equals("model.json"))
            .map(ModelSchemaTest::read)
            .forEach(all::add);
      }
    }
    return all.stream();
  }

  static List<DefinitionSamples.Refused> refused() {
    return DefinitionSamples.refused();
  }

  @ParameterizedTest
  @MethodSource("valid")
  void whatIsReadSatisfiesIt(JsonNode model) {
    assertThat(ModelDefinition.parse(DefinitionSamples.bytes(model)).features()).isNotEmpty();
    assertThat(SCHEMA.validate(model)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsRefusedDoesNotWhereASchemaCanTell(DefinitionSamples.Refused refused) {
    assertThat(SCHEMA.validate(refused.model()).isEmpty()).isEqualTo(!refused.bySchema());
  }

  @Test
  void itNamesEveryKindFormAndTask() {
    List<String> kinds = new ArrayList<>();
    JSON.get("$defs")
        .forEach(
            definition ->
                definition
                    .path("properties")
                    .path("as")
                    .path("enum")
                    .forEach(kind -> kinds.add(kind.asText())));

    assertThat(kinds)
        .filteredOn(kind -> !KeyForm.names().contains(kind))
        .containsExactlyInAnyOrderElementsOf(FeatureKinds.names());
    assertThat(texts("/$defs/lookup/properties/as/enum"))
        .containsExactlyElementsOf(KeyForm.names());
    assertThat(texts("/properties/task/enum"))
        .containsExactlyElementsOf(Arrays.stream(Task.values()).map(Task::code).toList());
    List<String> forms = new ArrayList<>(texts("/$defs/time/anyOf/0/properties/as/enum"));
    forms.add(JSON.at("/$defs/time/anyOf/1/properties/as/const").asText());
    assertThat(forms).containsExactlyElementsOf(TimeForm.names());
  }

  private static List<String> texts(String pointer) {
    List<String> texts = new ArrayList<>();
    JSON.at(pointer).forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
