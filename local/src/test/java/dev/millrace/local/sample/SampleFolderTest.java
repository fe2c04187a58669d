package dev.millrace.local.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleFolderTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final String MODEL =
      """
      {"name": "visits", "version": "2.0.0",
       "lookups": {"stores": {"key": "store"}},
       "features": [{"name": "size", "lookup": "stores", "attribute": "size", "default": 0}]}
      """;

  @TempDir private Path root;

  @BeforeEach
  void layOutAProject() throws IOException {
    file("model-server/models/visits/2.0.0/model.json", MODEL);
    file("model-server/models/visits/2.0.0/model.onnx", "");
    file("own/stores.csv", "store,size\n1,2\n");
    Files.createDirectories(root.resolve("events"));
  }

  private Path file(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private SampleFolder read(String sampleJson) throws IOException {
    file("own/sample.json", sampleJson);
    return SampleFolder.read(root, root.resolve("own").toString());
  }

  @Test
  void aSampleOfTheProjectIsFoundByItsName() throws Exception {
    SampleFolder sample = SampleFolder.read(PROJECT, "orders");

    assertThat(sample.model().name()).isEqualTo("order-returns");
    assertThat(sample.documents()).isRegularFile().hasFileName("orders.ndjson");
    assertThat(sample.lookups()).containsOnlyKeys("products");
  }

  @Test
  void aFolderElsewhereIsFoundByItsPath() throws Exception {
    SampleFolder sample =
        read(
            """
            {"model": "visits", "model_version": "2.0.0", "documents": "visits.json",
             "lookups": {"stores": "stores.csv"}}
            """);

    assertThat(sample.model().version()).isEqualTo("2.0.0");
    assertThat(sample.documents()).isEqualTo(root.resolve("own/visits.json"));
    assertThat(sample.lookups()).containsEntry("stores", root.resolve("own/stores.csv"));
  }

  @Test
  void anUnknownSampleIsRefusedWithThoseThatThereAre() throws Exception {
    file("events/orders/sample.json", "{}");

    assertThatThrownBy(() -> SampleFolder.read(root, "oders"))
        .isInstanceOf(StackException.class)
        .hasMessage(
            "There is no %s; expected one of the samples [orders], or a folder with a sample.json",
            root.resolve("events/oders/sample.json"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"modle\": 1 | sample.json: modle is not expected here, expected one of",
        "\"lookups\": {\"shops\": \"stores.csv\"} | lookups.shops is no table that visits looks up, expected one of stores",
        "\"lookups\": {\"stores\": \"none.csv\"} | lookups.stores held \"none.csv\", expected the name of a CSV file in",
        "\"lookups\": [] | sample.json: lookups held"
      })
  void aMemberThatIsNotAsExpectedIsNamed(String member, String message) {
    assertThatThrownBy(
            () ->
                read(
                    "{\"model\": \"visits\", \"model_version\": \"2.0.0\", \"documents\": \"d\", "
                        + member
                        + "}"))
        .isInstanceOf(StackException.class)
        .hasMessageContaining(message)
        .hasMessageStartingWith(root.resolve("own/sample.json").toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\": \"visits\", \"model_version\": \"2.0.0\"} | documents held nothing",
        "{\"model\": \"visits\", \"model_version\": \"3.0.0\", \"documents\": \"d\"} | model and model_version are \"visits\" and \"3.0.0\", expected a model whose model.json and model.onnx are in model-server/models/visits/3.0.0",
        "[] | sample.json",
        "{ | sample.json"
      })
  void aSampleWithoutItsDocumentsOrItsModelIsRefused(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(StackException.class)
        .hasMessageContaining(message)
        .hasMessageStartingWith(root.resolve("own/sample.json").toString());
  }

  @Test
  void aModelThatIsCalledOtherwiseThanItsFolderIsRefused() throws Exception {
    file("model-server/models/visits/2.1.0/model.json", MODEL);
    file("model-server/models/visits/2.1.0/model.onnx", "");

    assertThatThrownBy(
            () ->
                read("{\"model\": \"visits\", \"model_version\": \"2.1.0\", \"documents\": \"d\"}"))
        .isInstanceOf(StackException.class)
        .hasMessageEndingWith(
            "is of visits 2.0.0; expected name visits and version 2.1.0, as its folder is called");
  }

  @Test
  void aModelThatIsNoDefinitionIsRefusedWithItsPlace() throws Exception {
    file(
        "model-server/models/visits/2.0.0/model.json",
        MODEL.replace("\"attribute\"", "\"atribute\""));

    assertThatThrownBy(
            () ->
                read("{\"model\": \"visits\", \"model_version\": \"2.0.0\", \"documents\": \"d\"}"))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("model-server/models/visits/2.0.0/model.json: ")
        .hasMessageContaining("attribute");
  }
}
