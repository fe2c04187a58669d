package dev.millrace.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.support.StackException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class InputDocumentsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

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

  /** The functions cut what they read by the same rules: {@code DocumentCorpusTest}. */
  @TestFactory
  Stream<DynamicTest> aFileIsCutAsTheFunctionsCutIt() throws Exception {
    Path corpus =
        Path.of(
            "../functions/features/src/test/resources/dev/millrace/features/input/documents.ndjson");
    return Files.readAllLines(corpus).stream()
        .map(
            line -> {
              JsonNode expected = parsed(line);
              return DynamicTest.dynamicTest(
                  expected.path("name").asText(), () -> checkCase(expected));
            });
  }

  private static JsonNode parsed(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The corpus holds a line that is no JSON", e);
    }
  }

  private void checkCase(JsonNode expected) throws Exception {
    Path file =
        Files.write(
            directory.resolve("input"),
            expected.path("input").asText().getBytes(StandardCharsets.ISO_8859_1));
    if (expected.path("documents").isEmpty()) {
      assertThatThrownBy(() -> InputDocuments.read(file))
          .isInstanceOf(StackException.class)
          .hasMessageContaining(expected.path("refused").asText("holds no document"));
      return;
    }
    List<String> documents = new ArrayList<>();
    expected
        .path("documents")
        .forEach(
            document -> documents.add(document.path(0).asInt() + " " + document.path(1).asText()));
    assertThat(InputDocuments.read(file))
        .extracting(
            document ->
                document.line() + " " + new String(document.bytes(), StandardCharsets.ISO_8859_1))
        .isEqualTo(documents);
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

      assertThat(InputDocuments.read(file)).as("byte %d", value).hasSize(space ? 1 : 2);
    }
  }

  @Test
  void onlyATopLevelIdIsTheDocuments() throws Exception {
    assertThat(read("{\"_source\":{\"_id\":\"x\"},\"_id\":\"a\"}").getFirst().id()).contains("a");
    assertThat(read("{\"_source\":{\"_id\":\"x\"}}").getFirst().id()).isEmpty();
    assertThat(read("{\"_id\":5}").getFirst().id()).isEmpty();
    assertThat(read("not json").getFirst().id()).isEmpty();
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
    return InputDocuments.read(Files.writeString(directory.resolve("input"), text));
  }

  private static String text(Document document) {
    return new String(document.bytes(), StandardCharsets.UTF_8);
  }
}
