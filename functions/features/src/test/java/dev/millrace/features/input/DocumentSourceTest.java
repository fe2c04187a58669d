package dev.millrace.features.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DocumentSourceTest {
  @Test
  void whatIsNoArrayIsOneDocumentWhereJsonIsAskedFor() throws IOException {
    for (String text : List.of("", " \n", "{}\n{}", "nonsense\r\n")) {
      for (String mark : List.of("", "\uFEFF")) {
        DocumentSource source =
            DocumentSource.ofJson((mark + text).getBytes(StandardCharsets.UTF_8));

        assertThat(source.isSingle()).isTrue();
        assertThat(source.next()).isTrue();
        assertThat(source.document()).asString(StandardCharsets.UTF_8).isEqualTo(text);
        assertThat(source.next()).isFalse();
      }
    }
  }

  @Test
  void anArrayOfLinesIsALineWhereLinesAreAskedFor() throws IOException {
    DocumentSource source = DocumentSource.ofLines("[1,\n2]".getBytes(StandardCharsets.UTF_8));

    assertThat(source.next()).isTrue();
    assertThat(source.document()).asString(StandardCharsets.UTF_8).isEqualTo("[1,");
  }

  @Test
  void aDocumentBeyondTheLimitIsRefusedBeforeItFillsTheMemory() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };

    assertThatThrownBy(() -> DocumentSource.ofFile(endless).next())
        .isInstanceOf(DocumentInputException.class)
        .hasMessageStartingWith("a document is longer than 16,777,216 bytes; it begins \"xxx");
  }

  @Property(tries = 200)
  void documentsComeOutAsTheyWentInHoweverTheyAreRead(
      @ForAll("texts") List<String> texts, @ForAll @IntRange(min = 1, max = 300_000) int atOnce)
      throws IOException {
    assertThat(documents(String.join("\n", texts), atOnce)).isEqualTo(texts);
    assertThat(documents("[" + String.join(",", texts) + "]", atOnce)).isEqualTo(texts);
  }

  @Provide
  Arbitrary<List<String>> texts() {
    Arbitrary<String> held =
        Arbitraries.strings()
            .ofMaxLength(50)
            .withChars("ab[]{},:é東")
            .map(text -> "{\"k\":\"%s\\\\\\\"\"}".formatted(text));
    Arbitrary<String> large =
        Arbitraries.integers()
            .between(100_000, 400_000)
            .map(length -> "{\"k\":\"%s\"}".formatted("x".repeat(length)));
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(20, held), net.jqwik.api.Tuple.of(1, large))
        .list()
        .ofMinSize(1)
        .ofMaxSize(30);
  }

  private static List<String> documents(String text, int atOnce) throws IOException {
    InputStream input =
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
          @Override
          public synchronized int read(byte[] target, int offset, int count) {
            return super.read(target, offset, Math.min(count, atOnce));
          }
        };
    DocumentSource source = DocumentSource.ofFile(input);
    List<String> documents = new ArrayList<>();
    while (source.next()) {
      documents.add(
          new String(source.buffer(), source.offset(), source.length(), StandardCharsets.UTF_8));
    }
    return documents;
  }
}
