package dev.millrace.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.local.support.StackException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputDocumentsTest {
  @TempDir Path directory;

  @Test
  void blankLinesHoldNoDocumentAndCount() throws Exception {
    List<Document> documents = read("{\"_id\":\"a\"}\n\n  \r\nnot json\r\n{\"_id\":\"b\"}");

    assertThat(documents).extracting(Document::line).containsExactly(1, 4, 5);
    assertThat(documents)
        .extracting(InputDocumentsTest::text)
        .containsExactly("{\"_id\":\"a\"}", "not json", "{\"_id\":\"b\"}");
  }

  @Test
  void theElementsOfAnArrayKeepTheirBytes() throws Exception {
    List<Document> documents =
        read(" [ {\"_id\": \"é\",  \"x\": [1, {}]} ,7, \"s\",\n null , 1.50]\n");

    assertThat(documents)
        .extracting(InputDocumentsTest::text)
        .containsExactly("{\"_id\": \"é\",  \"x\": [1, {}]}", "7", "\"s\"", "null", "1.50");
  }

  @Test
  void aFileIsCutAsTheFunctionsCutIt() throws Exception {
    List<Document> bulk =
        read(
            "{\"index\":{\"_id\":\"a\"}}\n{}\n{\"delete\":{\"_id\":\"x\"}}\n{\"create\":{\"_id\":\"b\"}}\n{}\n");
    List<Document> answer =
        read("{\"hits\": {\n \"hits\": [\n  {\"_id\": \"a\"}, {\"_id\": \"b\"}\n ]\n}}");
    List<Document> pretty = read("{\n \"_id\": \"a\"\n}\n{\n \"_id\": \"b\"\n}\n");

    for (List<Document> documents : List.of(bulk, answer, pretty)) {
      assertThat(documents).extracting(InputDocumentsTest::id).containsExactly("a", "b");
    }
    assertThat(text(bulk.getFirst())).isEqualTo("{\"_id\":\"a\",\"_source\":{}}");
    assertThat(bulk).extracting(Document::line).containsExactly(1, 4);
    assertThat(answer).extracting(Document::line).containsExactly(1, 2);
    assertThat(pretty).extracting(Document::line).containsExactly(1, 4);
  }

  @Test
  void updatesAreNoDocumentsAndAreCounted() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("input"),
            "{\"update\":{\"_id\":\"a\"}}\n{\"doc\":{}}\n{\"index\":{\"_id\":\"b\"}}\n{}\n");

    InputDocuments documents = InputDocuments.read(file);

    assertThat(documents.all()).hasSize(1);
    assertThat(documents.skippedUpdates()).isOne();
  }

  @Test
  void aByteOrderMarkIsNoPartOfADocument() throws Exception {
    assertThat(text(read("\uFEFF{\"_id\":\"a\"}").getFirst())).isEqualTo("{\"_id\":\"a\"}");
  }

  @Test
  void everyByteThatIsNoSpaceMakesALineADocument() throws Exception {
    for (int value = 0; value < 256; value++) {
      boolean space = value == ' ' || value == '\t' || value == '\r' || value == '\n';
      Path file = Files.write(directory.resolve("input"), new byte[] {'7', '\n', (byte) value});

      assertThat(InputDocuments.read(file).all()).as("byte %d", value).hasSize(space ? 1 : 2);
    }
  }

  @Test
  void theIdIsWhatTheModelsRecordSays() throws Exception {
    assertThat(id(read("{\"_source\":{\"_id\":\"x\"},\"_id\":\"a\"}").getFirst())).isEqualTo("a");
    assertThat(id(read("{\"_source\":{\"_id\":\"x\"}}").getFirst())).isEmpty();
    assertThat(id(read("not json").getFirst())).isEmpty();
    assertThat(
            id(
                read("{\"shop\":\"s\",\"order\":{\"number\":7}}").getFirst(),
                "{\"paths\": [\"shop\", \"order.number\"], \"join\": \"/\"}"))
        .isEqualTo("s/7");
  }

  @Test
  void whatHoldsNoDocumentOrIsABrokenArrayIsRefusedInASentence() {
    assertThatThrownBy(() -> read("\n \n"))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("no document");
    assertThatThrownBy(() -> read("[{\"a\":1}, {]"))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("in element 2, which begins at byte 10");
    assertThatThrownBy(() -> read("[{\"a\":1}] x")).isInstanceOf(StackException.class);
    assertThatThrownBy(() -> InputDocuments.read(directory)).isInstanceOf(StackException.class);
  }

  private List<Document> read(String text) throws Exception {
    return InputDocuments.read(Files.writeString(directory.resolve("input"), text)).all();
  }

  private static String text(Document document) {
    return new String(document.bytes(), StandardCharsets.UTF_8);
  }

  private static String id(Document document) {
    return id(document, "\"_id\"");
  }

  /** Empty where none can be read. */
  private static String id(Document document, String idDefinition) {
    String model =
        "{\"name\":\"m\",\"version\":\"1.0.0\",\"record\":{\"id\":%s},\"features\":[{\"name\":\"hour_of_day\"}]}";
    DocumentIds ids =
        DocumentIds.of(
            ModelDefinition.parse(model.formatted(idDefinition).getBytes(StandardCharsets.UTF_8)));
    return document.identified(ids).id().orElse("");
  }
}
