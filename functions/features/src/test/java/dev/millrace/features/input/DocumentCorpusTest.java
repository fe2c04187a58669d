package dev.millrace.features.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The inputs of {@code documents.ndjson}: a line names an {@code input}, one character a byte, and
 * either its {@code documents}, each with its number, or why it is {@code refused}.
 */
class DocumentCorpusTest {
  private record Case(String name, byte[] input, List<String> documents, String refused) {}

  @TestFactory
  Stream<DynamicTest> aFileIsCutIntoItsDocumentsHoweverItIsRead() throws IOException {
    return cases().stream()
        .flatMap(
            expected ->
                Stream.of(1, 3, 1 << 20)
                    .map(
                        atOnce ->
                            DynamicTest.dynamicTest(
                                expected.name() + ", bytes at once: " + atOnce,
                                () -> check(expected, slow(expected.input(), atOnce)))));
  }

  private static void check(Case expected, InputStream input) throws IOException {
    if (expected.refused() == null) {
      assertThat(documents(DocumentSource.ofFile(input))).isEqualTo(expected.documents());
    } else {
      assertThatExceptionOfType(DocumentInputException.class)
          .isThrownBy(() -> documents(DocumentSource.ofFile(input)))
          .withMessageContaining(expected.refused());
    }
  }

  @TestFactory
  Stream<DynamicTest> linesInMemoryAreCutAsThoseOfAFileAre() throws IOException {
    return cases().stream()
        .filter(expected -> expected.refused() == null)
        .filter(expected -> shape(expected.input()) == InputShape.LINES)
        .map(
            expected ->
                DynamicTest.dynamicTest(
                    expected.name(),
                    () ->
                        assertThat(documents(DocumentSource.ofLines(expected.input())))
                            .isEqualTo(expected.documents())));
  }

  private static List<String> documents(DocumentSource source) throws IOException {
    List<String> documents = new ArrayList<>();
    while (source.next()) {
      documents.add(source.number() + " " + text(source.document()));
    }
    return documents;
  }

  private static InputShape shape(byte[] input) {
    try {
      InputBuffer buffer = InputBuffer.of(input);
      buffer.moveTo(InputBeginning.byteOrderMarkLength(input, input.length));
      return InputShape.of(buffer);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static InputStream slow(byte[] input, int atOnce) {
    return new ByteArrayInputStream(input) {
      @Override
      public synchronized int read(byte[] target, int offset, int count) {
        return super.read(target, offset, Math.min(count, atOnce));
      }
    };
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream file = DocumentCorpusTest.class.getResourceAsStream("documents.ndjson");
        JsonParser json = new JsonFactory().createParser(file)) {
      while (json.nextToken() != null) {
        cases.add(read(json));
      }
    }
    assertThat(cases).hasSizeGreaterThan(80);
    return cases;
  }

  private static Case read(JsonParser json) throws IOException {
    String name = "";
    byte[] input = {};
    List<String> documents = new ArrayList<>();
    String refused = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "name" -> name = json.getText();
        case "input" -> input = json.getText().getBytes(StandardCharsets.ISO_8859_1);
        case "refused" -> refused = json.getText();
        case "documents" -> {
          while (json.nextToken() == JsonToken.START_ARRAY) {
            int number = json.nextIntValue(0);
            documents.add(number + " " + json.nextTextValue());
            json.nextToken();
          }
        }
        default -> throw new IOException("documents.ndjson has a field " + field);
      }
    }
    return new Case(name, input, documents, refused);
  }
}
